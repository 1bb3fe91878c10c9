package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fhevm.coprocessor.cli.daemon.Role;
import org.fhevm.coprocessor.cli.daemon.RunCommand;
import org.fhevm.coprocessor.server.config.Admission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Image, compose and launch files, as far as they can be checked without an engine that runs them. */
class ContainerFilesTest {
    private static final Path ROOT = ProjectFiles.ROOT;
    private static final Pattern LONG_FLAG = Pattern.compile("(?<![\\w-])(--[a-z][a-z0-9-]+)");

    /** Flags of docker, Maven, useradd and similar programs; all others must be ours. */
    private static final Set<String> FOREIGN_FLAGS = Set.of(
            "--file",
            "--target",
            "--tag",
            "--build",
            "--scale",
            "--rm",
            "--volume",
            "--profile", // docker
            "--batch-mode",
            "--no-transfer-progress",
            "--quiet",
            "--projects",
            "--also-make", // Maven
            "--uid",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "--shell", // useradd
            "--detach",
            "--from",
            "--interval",
            "--timeout",
            "--start-period", // Dockerfile
            "--auth",
            "--data-checksums",
            "--host",
            "--username"); // PostgreSQL

    /** Where the pages have secrets put, and other usual places: no image layer and no commit may hold them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "coprocessor.key",
                "docker/coprocessor.key",
                "keystore.json",
                "api-key",
                "docker/api-key",
                ".coprocessor/api-key",
                "fhevm-keys/cks",
                "docker/fhevm-keys/cks",
                "keys/cks",
                "secrets/api-key",
                "docker/secrets/server/password",
                "database.password",
                ".env",
                ".env.acl",
                "docker/.env.local",
                "token.p12",
                "server.pem",
                "docker/tls/client.pfx",
                "store.jks",
                "coprocessor.dump"
            })
    void aSecretInTheCheckoutIsLeftOutOfImagesAndCommits(String file) throws IOException {
        assertThat(read(".dockerignore").lines().anyMatch(pattern -> covers(pattern, file, false)))
                .as("left out of images")
                .isTrue();
        assertThat(read(".gitignore").lines().anyMatch(pattern -> covers(pattern, file, true)))
                .as("left out of commits")
                .isTrue();
    }

    @Test
    void sourcesAreNotLeftOut() throws IOException {
        for (String file : List.of("pom.xml", "docker/assemble", "coprocessor-cli/src/main/launch/jvm.options")) {
            assertThat(read(".dockerignore").lines().noneMatch(pattern -> covers(pattern, file, false)))
                    .as(file)
                    .isTrue();
        }
    }

    /**
     * Whether a line leaves out a file, by its own name or that of a folder.
     *
     * @param anywhere whether a pattern without a slash at its beginning counts in all folders, as git has it
     */
    private static boolean covers(String line, String file, boolean anywhere) {
        if (line.isBlank() || line.startsWith("#") || line.startsWith("!")) {
            return false;
        }
        String pattern = line.endsWith("/") ? line.substring(0, line.length() - 1) : line;
        boolean everyFolder = anywhere ? !pattern.startsWith("/") : pattern.startsWith("**/");
        String name = pattern.replaceFirst("^(\\*\\*)?/", "");
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + (everyFolder ? "{,**/}" : "") + name);
        for (Path path = Path.of(file); path != null; path = path.getParent()) {
            if (matcher.matches(path)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void composeAndDockerfileMentionOnlyFlagsThatExist() throws IOException {
        Set<String> ours = new TreeSet<>();
        collectFlags(Main.commandLine(), ours);
        for (String file : List.of("docker/Dockerfile", "docker/compose.yaml")) {
            Matcher flags = LONG_FLAG.matcher(read(file));
            while (flags.find()) {
                assertThat(FOREIGN_FLAGS.contains(flags.group(1)) || ours.contains(flags.group(1)))
                        .as("%s mentions %s", file, flags.group(1))
                        .isTrue();
            }
        }
    }

    @Test
    void theCommandLinesOfTheServicesParse() throws IOException {
        assertThat(parsed(Role.SERVER, "server").matchedOptionValue("--server-addr", ""))
                .isEqualTo("0.0.0.0:50051");
        assertThat(parsed(Role.WORKER, "worker").hasMatchedOption("--run-bg-worker"))
                .isTrue();
        assertThat(parsed(Role.ANY, "coprocessor").hasMatchedOption("--run-server"))
                .isTrue();
        for (String service : List.of("migration", "accounts", "smoke-test", "commands")) {
            assertThat(Main.commandLine()
                            .parseArgs(command(service).toArray(String[]::new))
                            .errors())
                    .as(service)
                    .isEmpty();
        }
    }

    @Test
    void noServiceHasRightsThatItDoesNotNeed() throws IOException {
        String compose = read("docker/compose.yaml");
        assertThat(compose)
                .contains("read_only: true", "cap_drop: [ALL]", "security_opt: [\"no-new-privileges:true\"]")
                .doesNotContain("privileged: true", "cap_add", "user: root", "docker.sock");
        List<String> services = services();
        assertThat(services).contains("secrets", "db", "migration", "server", "worker", "grafana");
        for (String service : services) {
            assertThat(service(service)).containsPattern("<<: (\\*hardened|\\[\\*hardened, \\*migration])");
        }
    }

    /** Variables can be read with the rights to inspect containers, and are handed down to all programs. */
    @Test
    void secretsAreInFilesAndDrawn() throws IOException {
        String compose = read("docker/compose.yaml");
        assertThat(compose.lines().filter(line -> line.matches(" +[A-Z_]*(PASSWORD|SECRET|KEY)[A-Z_]*:.*")))
                .isNotEmpty()
                .allMatch(line -> line.contains("_FILE: /secrets/"));
        assertThat(compose).doesNotContainPattern("postgres(ql)?://[^@\\s]*:[^@\\s]*@");
        Matcher files = Pattern.compile("/secrets/([a-z]+/[a-z.-]+)\\b").matcher(compose);
        String drawing = read("docker/bin/draw-secrets");
        while (files.find()) {
            assertThat(drawing).contains("\ndraw " + files.group(1) + " ");
        }
        assertThat(service("server")).doesNotContain("admin-secrets", "operator-secrets");
        assertThat(service("worker")).doesNotContain("admin-secrets", "server-secrets", "operator-secrets");
    }

    @Test
    void oneCommandStartsTwoWorkers() throws IOException {
        assertThat(service("worker")).contains("replicas: ${WORKERS:-2}");
    }

    private static List<String> services() throws IOException {
        String compose = read("docker/compose.yaml");
        String part = compose.substring(compose.indexOf("\nservices:\n"), compose.indexOf("\nnetworks:\n"));
        return part.lines()
                .filter(line -> line.matches(" {2}[a-z-]+:"))
                .map(line -> line.strip().replace(":", ""))
                .toList();
    }

    @Test
    void theSingleContainerHasTheCommandLineOfTheReference() throws IOException {
        assertThat(command("coprocessor"))
                .containsExactly(
                        "--run-bg-worker",
                        "--run-server",
                        "--server-addr=0.0.0.0:50051",
                        "--coprocessor-private-key=/usr/share/coprocessor.key");
    }

    @Test
    void eitherProfileHasAServerWhereGethLooksForIt() throws IOException {
        assertThat(service("server")).contains("profiles: [split]", "aliases:\n          - coprocessor\n");
        assertThat(service("worker")).contains("profiles: [split]");
        assertThat(service("coprocessor")).contains("profiles: [single]");
        assertThat(read("docker/.env")).contains("\nCOMPOSE_PROFILES=split,trial\n");
        for (String service : List.of("server", "coprocessor")) {
            assertThat(service(service)).as(service).contains("\"50051:50051\"");
        }
        for (String service : List.of("server", "worker", "coprocessor")) {
            assertThat(service(service)).as(service).contains("mem_limit: ");
        }
    }

    /** The lines of a service of the compose file. */
    private static String service(String name) throws IOException {
        Matcher service =
                Pattern.compile("(?m)^  " + name + ":\n((    .*)?\n)+").matcher(read("docker/compose.yaml"));
        assertThat(service.find()).as(name).isTrue();
        return service.group();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "worker", "all"})
    void imagesAreNotRunAsRootAndTellTheirHealth(String target) throws IOException {
        String stage = stage(target);
        assertThat(stage).containsPattern("HEALTHCHECK .*healthcheck(\\.args)?\", \"9100\", \"/livez\"]");
        assertThat(stage).doesNotContain("USER");
        assertThat(stage("base")).contains("\nUSER 10001:10001\n");
        assertThat(stage("bare")).startsWith("FROM scratch AS bare\n").contains("\nUSER 10001:10001\n");
    }

    /** Every program that is named in these images is Java. */
    @ParameterizedTest
    @ValueSource(strings = {"server", "worker"})
    void theImagesOfTheDaemonsNeedNoShell(String target) throws IOException {
        assertThat(stage(target).lines().filter(line -> line.contains("[\"/")))
                .hasSize(2)
                .allMatch(line -> line.contains("[\"/opt/coprocessor/runtime/bin/java\", \"@/opt/coprocessor/"));
        assertThat(stage(target)).startsWith("FROM bare AS ").doesNotContain("\nRUN ");
        assertThat(stage("bare")).doesNotContain("\nRUN ");
    }

    /** The lines of a stage of the Dockerfile, without comments. */
    private static String stage(String name) throws IOException {
        Matcher stage = Pattern.compile("(?m)^FROM \\S+ AS " + name + "\n((?!FROM ).*\n)*")
                .matcher(read("docker/Dockerfile").replaceAll("(?m)^#.*\n", ""));
        assertThat(stage.find()).as(name).isTrue();
        return stage.group();
    }

    @Test
    void baseImagesAreConfigurableAndNameNoRegistry() throws IOException {
        assertThat(read("docker/Dockerfile"))
                .containsPattern("(?m)^ARG BUILD_IMAGE=[a-z0-9.:-]+$")
                .containsPattern("(?m)^ARG RUNTIME_IMAGE=[a-z0-9.:-]+$")
                .contains("FROM ${BUILD_IMAGE} AS build", "FROM ${RUNTIME_IMAGE} AS system");
        assertThat(read("docker/compose.yaml")).containsPattern("(?m)image: \\$\\{POSTGRES_IMAGE:-[a-z0-9.:-]+}$");
    }

    @Test
    void imagesSayWhatTheyWereBuiltFrom() throws IOException {
        assertThat(read("docker/Dockerfile"))
                .contains(
                        "org.opencontainers.image.licenses=\"Apache-2.0\"",
                        "org.opencontainers.image.version=\"${VERSION}\"",
                        "org.opencontainers.image.revision=\"${REVISION}\"");
        assertThat(read("docker/assemble")).contains("sbom.cdx.json");
    }

    @Test
    void theDatabaseIsReachedByItsOwnNetworkOnly() throws IOException {
        assertThat(service("db")).contains("networks: [data]\n").doesNotContain("ports:");
        assertThat(read("docker/compose.yaml")).contains("  data:\n    internal: true\n");
    }

    @Test
    void everythingRunsUnderTheFlagsThatTestsRunUnder() throws IOException {
        Matcher property =
                Pattern.compile("<engine.jvm.flags>(.*)</engine.jvm.flags>").matcher(read("pom.xml"));
        assertThat(property.find()).isTrue();
        String options = read("coprocessor-cli/src/main/launch/jvm.options");
        for (String flag : property.group(1).split(" (?=-)")) {
            assertThat(options.lines()).as("jvm.options").contains(flag);
        }
    }

    @Test
    void theRuntimeHasTheVectorModule() throws IOException {
        assertThat(read("docker/runtime-modules.txt").lines()).contains("jdk.incubator.vector");
    }

    /** Code, classes, threads and the collector take 300 MB or less outside of both. */
    @Test
    void heapAndDirectMemoryFitTheSmallestContainerThatIsRecommended() throws IOException {
        String options = read("coprocessor-cli/src/main/launch/jvm.options");
        int heapPercent = Integer.parseInt(only(options, "(?m)^-XX:MaxRAMPercentage=([0-9]+)$"));
        int directMegabytes = Integer.parseInt(only(options, "(?m)^-XX:MaxDirectMemorySize=([0-9]+)m$"));
        int container = 1536;
        assertThat(container * heapPercent / 100 + directMegabytes + 300).isLessThanOrEqualTo(container);
        assertThat(2 * Admission.defaults().answerBytes())
                .as("answers and requests at the same time")
                .isLessThanOrEqualTo((long) directMegabytes << 20);
    }

    private static String only(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static ParseResult parsed(Role role, String service) throws IOException {
        return Commands.named("x", new RunCommand(role))
                .parseArgs(command(service).toArray(String[]::new));
    }

    /** The items of the list "command" of a service; the file keeps to one item a line. */
    private static List<String> command(String service) throws IOException {
        List<String> items = new ArrayList<>();
        boolean inService = false;
        boolean inCommand = false;
        for (String line : read("docker/compose.yaml").lines().toList()) {
            if (line.matches(" {2}[a-z-]+:")) {
                inService = line.strip().equals(service + ":");
                inCommand = false;
            } else if (line.matches(" {4}[a-z_]+:.*")) {
                inCommand = line.strip().equals("command:");
            } else if (inService && inCommand && line.startsWith("      - ")) {
                items.add(line.substring("      - ".length()));
            }
        }
        assertThat(items).as("command of %s", service).isNotEmpty();
        return items;
    }

    private static void collectFlags(CommandLine command, Set<String> flags) {
        command.getCommandSpec()
                .options()
                .forEach(option -> Stream.of(option.names()).forEach(flags::add));
        command.getSubcommands().values().forEach(subcommand -> collectFlags(subcommand, flags));
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }
}
