/**
 * What a daemon tells its operators: numbers at {@code /metrics}, whether it lives and is ready at {@code /livez} and
 * {@code /readyz}, and what it is at {@code /version}.
 *
 * <p>All names begin with {@code coprocessor_}. Those of the 0.6 backend are in
 * {@link org.fhevm.coprocessor.common.metrics.LegacyCounter}: dashboards query them without the suffix {@code _total}
 * that the exposition format gives to counters, so they are exposed as what has no suffix, gauges that only grow.
 */
@NullMarked
package org.fhevm.coprocessor.common.metrics;

import org.jspecify.annotations.NullMarked;
