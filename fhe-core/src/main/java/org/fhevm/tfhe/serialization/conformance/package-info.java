/**
 * The checks of readable objects against the parameters of a tenant's keys; tfhe-rs, too, calls them conformance.
 *
 * <p>A codec only makes sure that an object is consistent in itself. A sender chooses its dimensions and counts, so a
 * list or value from outside passes a check of this package before any work is done on it.
 */
@NullMarked
package org.fhevm.tfhe.serialization.conformance;

import org.jspecify.annotations.NullMarked;
