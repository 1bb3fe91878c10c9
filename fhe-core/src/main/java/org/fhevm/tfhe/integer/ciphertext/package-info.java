/**
 * The forms in which integers travel and are stored, and the steps between these forms and blocks that compute.
 *
 * <table>
 * <caption>Forms of values</caption>
 * <tr><th>Form</th><th>Made by</th><th>Turned into blocks by</th></tr>
 * <tr><td>{@link org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList}</td>
 *     <td>users, with a public key and proofs</td>
 *     <td>{@link org.fhevm.tfhe.integer.ciphertext.CompactListExpansion}</td></tr>
 * <tr><td>{@link org.fhevm.tfhe.integer.ciphertext.CompactCiphertextList}</td>
 *     <td>clients, with a public key</td>
 *     <td>the same</td></tr>
 * <tr><td>{@link org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList}</td>
 *     <td>{@link org.fhevm.tfhe.integer.ciphertext.Compression}, for storage</td>
 *     <td>the same</td></tr>
 * <tr><td>{@link org.fhevm.tfhe.integer.ciphertext.SeededCiphertext}</td>
 *     <td>clients, with a secret key</td>
 *     <td>{@link org.fhevm.tfhe.integer.ciphertext.SeededCiphertextExpansion}</td></tr>
 * <tr><td>{@link org.fhevm.tfhe.integer.ciphertext.SingleCiphertext}</td>
 *     <td>clients and computations</td>
 *     <td>no step: it holds the blocks</td></tr>
 * </table>
 */
@NullMarked
package org.fhevm.tfhe.integer.ciphertext;

import org.jspecify.annotations.NullMarked;
