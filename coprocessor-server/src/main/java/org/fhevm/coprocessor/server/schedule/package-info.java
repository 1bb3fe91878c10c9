/**
 * From a request to schedule computations to the rows that the worker takes up, in four steps.
 *
 * <p>{@link org.fhevm.coprocessor.server.schedule.ComputationValidation} turns what came over the wire into {@link
 * org.fhevm.coprocessor.common.computation.Computation}s. {@link org.fhevm.coprocessor.server.schedule.DependencyOrder}
 * puts each after those whose results it uses. {@link org.fhevm.coprocessor.server.schedule.ComputationTyping} walks
 * that order and finds the type of every result. The fourth step is the use case's own: it writes the rows.
 */
@NullMarked
package org.fhevm.coprocessor.server.schedule;

import org.jspecify.annotations.NullMarked;
