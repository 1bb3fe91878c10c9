package org.fhevm.coprocessor.cli.contract;

import static org.fhevm.coprocessor.cli.contract.CallBuilder.clear;
import static org.fhevm.tfhe.operation.FheOperation.ADD;
import static org.fhevm.tfhe.operation.FheOperation.BIT_AND;
import static org.fhevm.tfhe.operation.FheOperation.DIV;
import static org.fhevm.tfhe.operation.FheOperation.IF_THEN_ELSE;
import static org.fhevm.tfhe.operation.FheOperation.LE;
import static org.fhevm.tfhe.operation.FheOperation.LT;
import static org.fhevm.tfhe.operation.FheOperation.MUL;
import static org.fhevm.tfhe.operation.FheOperation.NE;
import static org.fhevm.tfhe.operation.FheOperation.SUB;

import java.util.List;
import org.fhevm.coprocessor.cli.contract.ContractCall.Argument.Named;

/**
 * Typical calls of confidential contracts, on numbers of 64 bits.
 *
 * <p>They follow the published example contracts of fhevm 0.6: a confidential ERC-20 token, a blind auction and a
 * governor whose votes are encrypted. There is no such example of an exchange; the swap follows the formula of a
 * constant product with a fee of 0.3 %.
 */
public final class ContractCalls {
    public static final ContractCall TRANSFER = transfer();
    public static final ContractCall TRANSFER_FROM = transferFrom();
    public static final ContractCall BID = bid();
    public static final ContractCall VOTE = vote();
    public static final ContractCall SWAP = swap();

    /** All of them. */
    public static final List<ContractCall> ALL = List.of(TRANSFER, TRANSFER_FROM, BID, VOTE, SWAP);

    private ContractCalls() {}

    /** The owner of tokens pays; the balance may not cover the amount. */
    private static ContractCall transfer() {
        CallBuilder call = new CallBuilder("transfer");
        Named amount = call.number("amount", 10);
        Named from = call.number("from", 100);
        Named to = call.number("to", 20);
        Named covered = call.compute("covered", LE, amount, from);
        Named moved = call.compute("moved", IF_THEN_ELSE, covered, amount, call.zero("zero"));
        call.compute("new_to", ADD, to, moved);
        call.compute("new_from", SUB, from, moved);
        return call.keeps("new_from", 90).keeps("new_to", 30).build();
    }

    /** A third party pays from the owner's balance, up to an allowance. */
    private static ContractCall transferFrom() {
        CallBuilder call = new CallBuilder("transfer_from");
        Named amount = call.number("amount", 10);
        Named allowance = call.number("allowance", 40);
        Named from = call.number("from", 100);
        Named to = call.number("to", 20);
        pay(call, amount, allowance, from, to, call.zero("zero"));
        return call.keeps("new_allowance", 30)
                .keeps("new_from", 90)
                .keeps("new_to", 30)
                .build();
    }

    /** The computations of {@code transferFrom}. */
    private static Named pay(CallBuilder call, Named amount, Named allowance, Named from, Named to, Named zero) {
        Named allowed = call.compute("allowed", LE, amount, allowance);
        Named covered = call.compute("covered", LE, amount, from);
        Named both = call.compute("both", BIT_AND, covered, allowed);
        Named rest = call.compute("rest", SUB, allowance, amount);
        call.compute("new_allowance", IF_THEN_ELSE, both, rest, allowance);
        Named moved = call.compute("moved", IF_THEN_ELSE, both, amount, zero);
        Named newTo = call.compute("new_to", ADD, to, moved);
        call.compute("new_from", SUB, from, moved);
        return newTo;
    }

    /**
     * A bidder raises an earlier bid. The auction, {@code to}, collects the difference with {@code transferFrom}, and
     * finds from its balance what was really paid. The highest bidder holds the winning ticket, a random number.
     */
    private static ContractCall bid() {
        CallBuilder call = new CallBuilder("bid");
        Named value = call.number("value", 70);
        Named bid = call.number("bid", 50);
        Named allowance = call.number("allowance", 40);
        Named from = call.number("from", 100);
        Named to = call.number("to", 500);
        Named ticket = call.number("ticket", 1001);
        Named highest = call.number("highest", 75);
        Named winning = call.number("winning", 1002);
        Named higher = call.compute("higher", LT, bid, value);
        Named difference = call.compute("difference", SUB, value, bid);
        Named zero = call.zero("zero");
        Named amount = call.compute("amount", IF_THEN_ELSE, higher, difference, zero);
        Named newTo = pay(call, amount, allowance, from, to, zero);
        Named sent = call.compute("sent", SUB, newTo, to);
        Named newBid = call.compute("new_bid", ADD, bid, sent);
        Named drawn = call.random("drawn", 7);
        Named paid = call.compute("paid", NE, sent, clear(0));
        Named newTicket = call.compute("new_ticket", IF_THEN_ELSE, paid, drawn, ticket);
        Named leads = call.compute("leads", LT, highest, newBid);
        call.compute("new_highest", IF_THEN_ELSE, leads, newBid, highest);
        call.compute("new_winning", IF_THEN_ELSE, leads, newTicket, winning);
        return call.keeps("new_allowance", 20)
                .keeps("new_from", 80)
                .keeps("new_to", 520)
                .keeps("new_bid", 70)
                .keeps("new_highest", 75)
                .keeps("new_winning", 1002)
                .build();
    }

    /** A voter adds all votes to one side, and hides which. */
    private static ContractCall vote() {
        CallBuilder call = new CallBuilder("vote");
        Named support = call.flag("support", true);
        Named votes = call.number("votes", 5);
        Named pro = call.number("pro", 60);
        Named contra = call.number("contra", 70);
        Named more = call.compute("pro_with_votes", ADD, pro, votes);
        call.compute("new_pro", IF_THEN_ELSE, support, more, pro);
        Named less = call.compute("contra_with_votes", ADD, contra, votes);
        call.compute("new_contra", IF_THEN_ELSE, support, contra, less);
        return call.keeps("new_pro", 65).keeps("new_contra", 70).build();
    }

    /**
     * A trader pays one token and gets another: {@code got = reserve_out · net / (reserve_in + net)}, for the amount
     * without the fee. Products of reserves and amounts stay below 2^64.
     */
    private static ContractCall swap() {
        CallBuilder call = new CallBuilder("swap");
        Named amount = call.number("amount", 100_000);
        Named from = call.number("from", 150_000);
        Named to = call.number("to", 3);
        Named reserveIn = call.number("reserve_in", 1_000_000);
        Named reserveOut = call.number("reserve_out", 2_000_000);
        Named covered = call.compute("covered", LE, amount, from);
        Named paid = call.compute("paid", IF_THEN_ELSE, covered, amount, call.zero("zero"));
        Named scaled = call.compute("scaled", MUL, paid, clear(997));
        Named net = call.compute("net", DIV, scaled, clear(1000));
        Named product = call.compute("product", MUL, net, reserveOut);
        Named divisor = call.compute("divisor", ADD, reserveIn, net);
        Named got = call.compute("got", DIV, product, divisor);
        call.compute("new_reserve_in", ADD, reserveIn, paid);
        call.compute("new_reserve_out", SUB, reserveOut, got);
        call.compute("new_from", SUB, from, paid);
        call.compute("new_to", ADD, to, got);
        return call.keeps("new_from", 50_000)
                .keeps("new_to", 181_325)
                .keeps("new_reserve_in", 1_100_000)
                .keeps("new_reserve_out", 1_818_678)
                .build();
    }
}
