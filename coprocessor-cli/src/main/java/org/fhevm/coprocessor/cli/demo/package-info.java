/**
 * A confidential ERC-20 transfer from encryption to decryption, against a running coprocessor ({@code transfer}) or
 * against one that the command sets up ({@code demo}).
 */
@NullMarked
package org.fhevm.coprocessor.cli.demo;

import org.jspecify.annotations.NullMarked;
