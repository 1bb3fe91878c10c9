/**
 * Traces of calls and computations. {@link org.fhevm.coprocessor.common.tracing.Tracing} makes spans and sends them to
 * a collector; {@link org.fhevm.coprocessor.common.tracing.TraceParent} is the form in which a span's context arrives
 * in a call and waits in a row of the queue. The page {@code docs/tracing.md} lists the spans.
 */
@NullMarked
package org.fhevm.coprocessor.common.tracing;

import org.jspecify.annotations.NullMarked;
