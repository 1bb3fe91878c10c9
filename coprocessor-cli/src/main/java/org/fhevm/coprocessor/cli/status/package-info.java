/**
 * The status page of a daemon: plain HTML about its queue, its workers, its tenants and what failed, at {@code /status}
 * on the port of metrics.
 *
 * <p>{@code repository} contains the SQL. {@link org.fhevm.coprocessor.cli.status.StatusModel} is what is known at one
 * moment, {@link org.fhevm.coprocessor.cli.status.StatusHtml} turns it into a page, and {@link
 * org.fhevm.coprocessor.cli.status.StatusPages} serves that page with its stylesheet and scripts.
 */
@NullMarked
package org.fhevm.coprocessor.cli.status;

import org.jspecify.annotations.NullMarked;
