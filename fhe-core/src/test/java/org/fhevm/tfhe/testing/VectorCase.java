package org.fhevm.tfhe.testing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a manifest: a file and its properties. The fields depend on the manifest; a request for a missing one
 * fails.
 *
 * @param fields as in the JSON
 */
public record VectorCase(Map<String, @Nullable Object> fields) {

    /** The path of the file, relative to the folder of the set. */
    public String file() {
        return text("file");
    }

    /** Whether the entry has such a field. */
    public boolean has(String field) {
        return fields.containsKey(field);
    }

    /** A text. */
    public String text(String field) {
        return (String) required(field);
    }

    /** An array of texts. */
    public List<String> texts(String field) {
        return ((List<?>) required(field)).stream().map(String.class::cast).toList();
    }

    /** A plain number. */
    public int integer(String field) {
        return ((BigDecimal) required(field)).intValueExact();
    }

    /** An array of plain numbers. */
    public List<Integer> integers(String field) {
        return ((List<?>) required(field))
                .stream().map(number -> ((BigDecimal) number).intValueExact()).toList();
    }

    /** A number written as hexadecimal text with {@code 0x}. */
    public BigInteger hex(String field) {
        return hexNumber(text(field));
    }

    /** One number or an array of them, all written as hexadecimal text: the unencrypted values of a file. */
    public List<BigInteger> hexes(String field) {
        return required(field) instanceof List<?> list
                ? list.stream().map(text -> hexNumber((String) text)).toList()
                : List.of(hex(field));
    }

    /** The types of the values in the file, such as {@code bool} and {@code U8}. */
    public List<String> types() {
        return List.of(text("type").split(","));
    }

    @Override
    public String toString() {
        return has("file") ? file() + (has("index") ? "#" + integer("index") : "") : fields.toString();
    }

    private Object required(String field) {
        return Objects.requireNonNull(fields.get(field), () -> "no field " + field + " in " + fields);
    }

    private static BigInteger hexNumber(String text) {
        if (!text.startsWith("0x")) {
            throw new IllegalArgumentException(text + " is not a hexadecimal number");
        }
        return new BigInteger(text.substring(2), 16);
    }
}
