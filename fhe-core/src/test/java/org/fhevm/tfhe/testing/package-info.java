/** Test support for several modules: the files made by real tfhe-rs. */
@NullMarked
package org.fhevm.tfhe.testing;

import org.jspecify.annotations.NullMarked;
