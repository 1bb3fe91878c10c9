/**
 * Turns entities with seeds into full ones by putting the masks back.
 *
 * <p>The masks of one seed are one stream of words in storage order, any place of which is reachable at once. So each
 * row of a key knows where its masks are, and rows can be filled in any order and by several threads.
 */
@NullMarked
package org.fhevm.tfhe.core.expansion;

import org.jspecify.annotations.NullMarked;
