/**
 * The bytes of tfhe-rs 0.9: reading and writing keys, public parameters and ciphertexts.
 *
 * <p>From the outside in:
 *
 * <ol>
 *   <li>An <em>envelope</em> names the type and says how its body is encoded.
 *       {@link org.fhevm.tfhe.serialization.SafeSerializedReader} and
 *       {@link org.fhevm.tfhe.serialization.SafeSerializedCodec} deal with it, with size limits, and with the encoding
 *       that has no envelope at all. There is one codec for each type that has a name of its own, with a single
 *       {@code INSTANCE}.
 *   <li>The <em>body</em> is the fields of a type in order, in the encoding of the Rust library bincode.
 *       {@code BodyReader} and {@code BodyWriter} know its primitives.
 *   <li>Nearly every type, down to single numbers, is preceded by the <em>version</em> of its layout. Codecs write the
 *       newest layout of 0.9.1 and read the older ones that 0.9.1 reads. A version that is not known is refused with
 *       its type and place; later releases are added as further variants of the same reader.
 * </ol>
 *
 * <p>Reading trusts nothing. No count is believed before the input is known to be that long, numbers must fit the
 * arrays they describe, and whatever goes wrong ends in a {@link org.fhevm.tfhe.serialization.MalformedInputException}.
 * What reading cannot decide, because it takes the parameters of a tenant, is in the {@code …Conformance} classes;
 * tfhe-rs calls it the same.
 *
 * <p>Everything but Fourier values is written back byte for byte as it was read.
 */
@NullMarked
package org.fhevm.tfhe.serialization;

import org.jspecify.annotations.NullMarked;
