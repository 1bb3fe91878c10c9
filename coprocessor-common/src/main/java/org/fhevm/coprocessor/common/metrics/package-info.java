/**
 * The observability of a daemon: metrics at {@code /metrics}, liveness and readiness at {@code /livez} and {@code
 * /readyz}, and its version at {@code /version}.
 *
 * <p>All names begin with {@code coprocessor_}. Those of the 0.6 backend are in {@link
 * org.fhevm.coprocessor.common.metrics.LegacyCounter}: dashboards query them without the suffix {@code _total} that the
 * exposition format gives to counters, so they are exposed as gauges, which have no suffix, and only grow.
 */
@NullMarked
package org.fhevm.coprocessor.common.metrics;

import org.jspecify.annotations.NullMarked;
