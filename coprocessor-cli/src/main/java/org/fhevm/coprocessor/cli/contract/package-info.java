/**
 * What contracts really send: calls as graphs of computations. {@link org.fhevm.coprocessor.cli.contract.ContractCalls}
 * holds the calls as data, for measurements, tests and documentation alike.
 */
@NullMarked
package org.fhevm.coprocessor.cli.contract;

import org.jspecify.annotations.NullMarked;
