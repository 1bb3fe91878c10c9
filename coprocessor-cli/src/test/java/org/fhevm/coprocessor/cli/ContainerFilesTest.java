package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            "--from",
            "--interval",
            "--timeout",
            "--start-period"); // Dockerfile

    /** Where the pages have keys put: no image layer and no commit may hold them. */
    @Test
    void secretsInTheCheckoutAreLeftOutOfImagesAndCommits() throws IOException {
        List<String> forImages = read(".dockerignore").lines().toList();
        List<String> forCommits = read(".gitignore").lines().toList();
        assertThat(forImages).contains(".coprocessor", "**/*.key", "**/api-key", "**/fhevm-keys", "keys");
        assertThat(forCommits).contains("/.coprocessor/", "*.key", "api-key", "fhevm-keys/", "/keys/");
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
        assertThat(command("migration")).containsExactly("migrate");
        assertThat(Main.commandLine().getSubcommands()).containsKey("migrate");
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
        assertThat(read("docker/.env")).contains("\nCOMPOSE_PROFILES=split\n");
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

    @Test
    void imagesAreNotRunAsRootAndTellTheirHealth() throws IOException {
        String dockerfile = read("docker/Dockerfile");

        assertThat(dockerfile).containsPattern("(?m)^USER 10001:10001$");
        assertThat(dockerfile.substring(dockerfile.indexOf("USER "))).doesNotContain("USER root", "USER 0");
        for (String target : List.of("server", "worker", "all")) {
            String stage = dockerfile.substring(dockerfile.indexOf("FROM base AS " + target));
            int end = stage.indexOf("FROM ", 1);
            assertThat(end < 0 ? stage : stage.substring(0, end))
                    .as("stage %s", target)
                    .containsPattern("HEALTHCHECK .*healthcheck\", \"9100\", \"/livez\"]");
        }
    }

    @Test
    void baseImagesAreConfigurableAndNameNoRegistry() throws IOException {
        assertThat(read("docker/Dockerfile"))
                .containsPattern("(?m)^ARG BUILD_IMAGE=[a-z0-9.:-]+$")
                .containsPattern("(?m)^ARG RUNTIME_IMAGE=[a-z0-9.:-]+$")
                .contains("FROM ${BUILD_IMAGE} AS build", "FROM ${RUNTIME_IMAGE} AS base");
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
    void theDatabaseIsPublishedOnThisMachineOnly() throws IOException {
        assertThat(service("db")).contains("\"127.0.0.1:5432:5432\"").doesNotContain("- \"5432:");
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
