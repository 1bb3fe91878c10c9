package org.fhevm.coprocessor.cli.configuration;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.fhevm.coprocessor.cli.terminal.NearestName;
import org.fhevm.coprocessor.server.signing.SecretFiles;

/**
 * A file with values of flags: {@code flag = value} a line, without the dashes, in the form of {@link Properties}.
 *
 * @param path of the file
 * @param values by flag, with its dashes
 */
public record ConfigurationFile(Path path, Map<String, String> values) {
    /** The flag that names the file, on every command. */
    public static final String FLAG = "--config";

    /** Names the file where the flag does not. */
    public static final String VARIABLE = "COPROCESSOR_CONFIG";

    static final int MAXIMUM_BYTES = 1 << 20;

    private static final String SECRETS_ALLOWED = "--allow-readable-keys";

    public ConfigurationFile {
        values = Map.copyOf(values);
    }

    /** The file that the command line names, or else the environment. */
    public static Optional<Path> named(List<String> arguments, Map<String, String> environment) {
        int flag = arguments.lastIndexOf(FLAG);
        if (flag >= 0 && flag + 1 < arguments.size()) {
            return Optional.of(Path.of(arguments.get(flag + 1)));
        }
        String prefix = FLAG + "=";
        return arguments.stream()
                .filter(argument -> argument.startsWith(prefix))
                .map(argument -> argument.substring(prefix.length()))
                .findFirst()
                .or(() -> Optional.ofNullable(environment.get(VARIABLE)).filter(name -> !name.isBlank()))
                .map(Path::of);
    }

    /**
     * Reads a file.
     *
     * @param flags those that it may set
     * @throws ConfigurationException if it is not usable, or others can read a secret in it
     */
    public static ConfigurationFile read(Path path, Collection<String> flags) {
        try {
            long size = Files.size(path);
            if (size > MAXIMUM_BYTES) {
                throw new ConfigurationException(
                        "the configuration file " + path + " has " + size + " bytes, more than " + MAXIMUM_BYTES);
            }
            ConfigurationFile file = parse(path, Files.readAllBytes(path), flags);
            if (file.holdsSecret()) {
                secretFiles(file).require("the configuration file", path);
            }
            return file;
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("there is no configuration file " + path, e);
        } catch (AccessDeniedException e) {
            throw new ConfigurationException("the configuration file " + path + " may not be read by this user", e);
        } catch (IOException e) {
            throw new ConfigurationException("the configuration file cannot be used: " + e.getMessage(), e);
        }
    }

    /** Parses the content of a file. Messages do not repeat values. */
    static ConfigurationFile parse(Path path, byte[] content, Collection<String> flags) {
        Map<String, String> values = new TreeMap<>();
        Entries entries = new Entries(path);
        try {
            entries.load(new StringReader(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString()));
        } catch (CharacterCodingException e) {
            throw new ConfigurationException("the configuration file " + path + " is no text in UTF-8", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(
                    "the configuration file " + path + " has a malformed escape sequence after a backslash", e);
        }
        entries.stringPropertyNames().forEach(name -> {
            String flag = "--" + name;
            if (!flags.contains(flag)) {
                throw new ConfigurationException(
                        "the configuration file " + path + " sets " + shown(name) + ", which is no setting"
                                + NearestName.question(flag, flags).replace(" --", " "));
            }
            values.put(flag, entries.getProperty(name).strip());
        });
        return new ConfigurationFile(path, values);
    }

    /** A whole URL on a line of its own is read as a name, too. */
    private static String shown(String name) {
        return name.matches("[A-Za-z0-9_-]{1,80}") ? name : "something else than the name of a flag";
    }

    private boolean holdsSecret() {
        return values.keySet().stream().anyMatch(Settings::isSecret);
    }

    private static SecretFiles secretFiles(ConfigurationFile file) {
        return Boolean.parseBoolean(file.values().get(SECRETS_ALLOWED))
                ? SecretFiles.OWNER_ONLY.allowingReadable()
                : SecretFiles.OWNER_ONLY;
    }

    /** Refuses a name that occurs twice, of which the last one would count. */
    private static final class Entries extends Properties {
        private static final long serialVersionUID = 1;

        private final transient Path path;

        private Entries(Path path) {
            this.path = path;
        }

        @Override
        public synchronized Object put(Object name, Object value) {
            if (containsKey(name)) {
                throw new ConfigurationException(
                        "the configuration file " + path + " sets " + shown(name.toString()) + " twice");
            }
            return super.put(name, value);
        }
    }
}
