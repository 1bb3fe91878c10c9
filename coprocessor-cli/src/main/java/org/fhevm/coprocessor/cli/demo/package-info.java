/**
 * The thing in action: a confidential ERC-20 transfer from encryption to decryption, against a running coprocessor
 * ({@code transfer}) or against one that is set up for the occasion ({@code demo}).
 */
@NullMarked
package org.fhevm.coprocessor.cli.demo;

import org.jspecify.annotations.NullMarked;
