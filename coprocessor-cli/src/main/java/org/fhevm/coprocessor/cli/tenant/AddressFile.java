package org.fhevm.coprocessor.cli.tenant;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.FileFailure;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.logging.PrintableText;

/**
 * A file in which the deployment of the host contracts leaves the address of one: lines {@code NAME=VALUE}, as the
 * tasks of fhevm's contracts write them and dotenv reads them. Blank lines, comments after {@code #}, {@code export}
 * and quotes around the value are allowed; other names are ignored.
 */
enum AddressFile {
    ACL(".env.acl", "ACL_CONTRACT_ADDRESS"),
    INPUT_VERIFIER(".env.inputverifier", "INPUT_VERIFIER_CONTRACT_ADDRESS");

    /** Such a file has one line; a larger one is something else. */
    static final int MAXIMUM_BYTES = 16_384;

    private static final Pattern LINE = Pattern.compile("\\s*+(?:export\\s++)?([A-Za-z_][A-Za-z0-9_]*+)\\s*+=\\s*+"
            + "(?:\"([^\"]*+)\"|'([^']*+)'|([^\\s#\"']*+))\\s*+(?:#.*+)?");

    private final String fileName;
    private final String variable;

    AddressFile(String fileName, String variable) {
        this.fileName = fileName;
        this.variable = variable;
    }

    /**
     * The address in the file of a deployment's folder.
     *
     * @throws CommandFailure if there is no such file, or no address in it
     */
    EthereumAddress read(Path folder) {
        Path file = folder.resolve(fileName);
        try (InputStream stream = Files.newInputStream(file)) {
            return parse(stream.readNBytes(MAXIMUM_BYTES + 1), file.toString());
        } catch (IOException e) {
            throw new CommandFailure("cannot read the addresses of the deployment: " + FileFailure.reason(e), e);
        }
    }

    /**
     * The address in the content of such a file.
     *
     * @param name of the file, for messages
     * @throws CommandFailure if there is none, or more than one
     */
    EthereumAddress parse(byte[] content, String name) {
        if (content.length > MAXIMUM_BYTES) {
            throw new CommandFailure(name + " is longer than " + MAXIMUM_BYTES + " bytes, and no file of an address");
        }
        List<String> values = new String(content, StandardCharsets.UTF_8)
                .lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .filter(line -> line.group(1).equals(variable))
                .map(AddressFile::value)
                .distinct()
                .toList();
        if (values.size() != 1) {
            throw new CommandFailure(
                    name + " has " + (values.isEmpty() ? "no line " : "different lines ") + variable + "=ADDRESS");
        }
        try {
            return EthereumAddress.parse(values.getFirst());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    name + " has no Ethereum address after " + variable + "=: "
                            + PrintableText.of(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static String value(Matcher line) {
        for (int group = 2; group < 4; group++) {
            if (line.group(group) != null) {
                return line.group(group).strip();
            }
        }
        return line.group(4);
    }
}
