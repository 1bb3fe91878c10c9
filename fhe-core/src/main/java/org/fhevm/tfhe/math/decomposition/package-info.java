/** Gadget decomposition: writing a torus word as a short sum of small multiples of {@code 2^64/B, 2^64/B², …}. */
@NullMarked
package org.fhevm.tfhe.math.decomposition;

import org.jspecify.annotations.NullMarked;
