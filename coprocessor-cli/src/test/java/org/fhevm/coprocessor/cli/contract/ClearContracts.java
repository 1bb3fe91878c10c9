package org.fhevm.coprocessor.cli.contract;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The contracts without encryption, written as their rules and not as their graphs. */
final class ClearContracts {
    private final Map<String, BigInteger> state;

    private ClearContracts(Map<String, BigInteger> inputs) {
        state = new HashMap<>(inputs);
    }

    /**
     * The results that the contract keeps.
     *
     * @param computed results of the call, for what is random in it
     */
    static Map<String, BigInteger> results(
            ContractCall call, Map<String, BigInteger> inputs, Map<String, BigInteger> computed) {
        ClearContracts contract = new ClearContracts(inputs);
        switch (call.name()) {
            case "transfer" -> contract.transfer();
            case "transfer_from" -> contract.transferFrom(contract.get("amount"));
            case "bid" -> contract.bid(Objects.requireNonNull(computed.get("drawn")));
            case "vote" -> contract.vote();
            case "swap" -> contract.swap();
            default -> throw new IllegalArgumentException(call.name());
        }
        Map<String, BigInteger> results = new HashMap<>();
        call.outcome().keySet().forEach(result -> results.put(result, contract.get(result.substring("new_".length()))));
        return results;
    }

    private void transfer() {
        BigInteger amount = get("amount");
        if (amount.compareTo(get("from")) <= 0) {
            add("from", amount.negate());
            add("to", amount);
        }
    }

    /** Whether the amount was paid. */
    private boolean transferFrom(BigInteger amount) {
        if (amount.compareTo(get("allowance").min(get("from"))) > 0) {
            return false;
        }
        add("allowance", amount.negate());
        add("from", amount.negate());
        add("to", amount);
        return true;
    }

    private void bid(BigInteger drawn) {
        BigInteger more = get("value").subtract(get("bid")).max(BigInteger.ZERO);
        if (transferFrom(more) && more.signum() > 0) {
            add("bid", more);
            state.put("ticket", drawn);
        }
        if (get("bid").compareTo(get("highest")) > 0) {
            state.put("highest", get("bid"));
            state.put("winning", get("ticket"));
        }
    }

    private void vote() {
        add(get("support").signum() > 0 ? "pro" : "contra", get("votes"));
    }

    private void swap() {
        BigInteger paid = get("amount");
        if (paid.compareTo(get("from")) > 0) {
            paid = BigInteger.ZERO;
        }
        BigInteger net = paid.multiply(BigInteger.valueOf(997)).divide(BigInteger.valueOf(1000));
        BigInteger got =
                get("reserve_out").multiply(net).divide(get("reserve_in").add(net));
        add("from", paid.negate());
        add("reserve_in", paid);
        add("reserve_out", got.negate());
        add("to", got);
    }

    private BigInteger get(String name) {
        return Objects.requireNonNull(state.get(name), name);
    }

    private void add(String name, BigInteger amount) {
        state.put(name, get(name).add(amount));
    }
}
