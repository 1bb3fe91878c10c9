/**
 * What the server does, one class for each thing a caller may ask: {@link
 * org.fhevm.coprocessor.server.usecase.ScheduleComputations}, {@link
 * org.fhevm.coprocessor.server.usecase.UploadInputs}, {@link org.fhevm.coprocessor.server.usecase.TrivialEncryption} and
 * {@link org.fhevm.coprocessor.server.usecase.FetchCiphertexts}. The order of the steps in each is the order in which
 * faults are reported, which callers can observe.
 *
 * <p>All of them are all or nothing, and may be repeated: what is computed is computed first, and one short transaction
 * then writes every row of a request or none, leaving alone the rows that are there already.
 */
@NullMarked
package org.fhevm.coprocessor.server.usecase;

import org.jspecify.annotations.NullMarked;
