/**
 * The bytes of tfhe-rs 0.9: reading and writing keys, public parameters and ciphertexts.
 *
 * <p>From the outside in:
 *
 * <ol>
 *   <li>The <em>safe-serialized form</em> begins with a header that names the type and the encoding of its body.
 *       {@link org.fhevm.tfhe.serialization.SafeSerializedReader} and
 *       {@link org.fhevm.tfhe.serialization.SafeSerializedCodec} handle the header, the size limits, and the form
 *       without header and versions. There is one codec for each type that has a name of its own, with a single
 *       {@code INSTANCE}.
 *   <li>The <em>body</em> is the fields of a type in order, in the encoding of the Rust library bincode.
 *       {@code BodyReader} and {@code BodyWriter} implement its primitives.
 *   <li>Nearly every type, down to single numbers, is preceded by the <em>version</em> of its layout. Codecs write the
 *       newest layout of 0.9.1 and read the older ones that 0.9.1 reads. A reader refuses an unknown version with its
 *       type and offset; later releases are added as further variants of the same reader.
 * </ol>
 *
 * <p>Readers trust no input. A count is used only after the input is known to be that long, numbers must fit the arrays
 * that they describe, and every fault ends in a {@link org.fhevm.tfhe.serialization.MalformedInputException}. The
 * checks that need the parameters of a tenant are in the package {@code conformance}.
 *
 * <p>Everything except Fourier values is written back byte for byte as it was read.
 */
@NullMarked
package org.fhevm.tfhe.serialization;

import org.jspecify.annotations.NullMarked;
