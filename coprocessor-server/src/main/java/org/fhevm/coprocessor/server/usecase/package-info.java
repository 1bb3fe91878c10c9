/**
 * The use cases of the server, one class for each call: {@link
 * org.fhevm.coprocessor.server.usecase.ScheduleComputations}, {@link
 * org.fhevm.coprocessor.server.usecase.UploadInputs}, {@link org.fhevm.coprocessor.server.usecase.TrivialEncryption}
 * and {@link org.fhevm.coprocessor.server.usecase.FetchCiphertexts}. The order of the steps in each is the order in
 * which faults are reported, which callers can observe.
 *
 * <p>Each of them is all or nothing, and may be repeated: it does all computation first, and then one short transaction
 * writes every row of a request or none. Rows that exist already stay as they are.
 */
@NullMarked
package org.fhevm.coprocessor.server.usecase;

import org.jspecify.annotations.NullMarked;
