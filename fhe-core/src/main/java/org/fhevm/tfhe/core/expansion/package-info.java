/**
 * Turns seeded entities into full ones: generates the masks from their seeds.
 *
 * <p>The masks of one seed are one stream of words in storage order, and a generator can start at any word. So each row
 * of a key knows the position of its masks, and several threads can fill rows in any order.
 */
@NullMarked
package org.fhevm.tfhe.core.expansion;

import org.jspecify.annotations.NullMarked;
