/**
 * Strings of bytes as values. {@link org.fhevm.coprocessor.common.bytes.ByteString} gives names and digests their
 * equality; {@link org.fhevm.coprocessor.common.bytes.Bytes} is the content of a message or a row: a record that holds
 * it compares by content, prints its length only, and hands it on without a copy.
 */
@NullMarked
package org.fhevm.coprocessor.common.bytes;

import org.jspecify.annotations.NullMarked;
