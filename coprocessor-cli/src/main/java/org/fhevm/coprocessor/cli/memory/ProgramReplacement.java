package org.fhevm.coprocessor.cli.memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces the program of this process by another one, with POSIX {@code execv}. The process keeps its number, its
 * parent, its environment, and its standard input and output, so that nothing outside notices.
 */
final class ProgramReplacement {
    private static final Path PROGRAM = Path.of("/proc/self/exe");
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private ProgramReplacement() {}

    /**
     * Starts the program of this process again with one more argument before the others. Returns only by an exception.
     *
     * @throws IOException if the system does not tell the command line, or refuses
     */
    static void restartWith(String argument) throws IOException {
        Path program = PROGRAM.toRealPath();
        execute(terminated(program.toString()), withArgument(Files.readAllBytes(COMMAND_LINE), argument));
        throw new IOException("the system does not start " + program + " again");
    }

    /**
     * The arguments of a command line with one more after the name of the program.
     *
     * @param commandLine arguments with a zero byte after each, in whatever encoding
     * @return arguments with a zero byte at the end
     */
    static List<byte[]> withArgument(byte[] commandLine, String argument) throws IOException {
        List<byte[]> arguments = new ArrayList<>();
        ByteArrayOutputStream current = new ByteArrayOutputStream();
        for (byte next : commandLine) {
            current.write(next);
            if (next == 0) {
                arguments.add(current.toByteArray());
                current.reset();
            }
        }
        if (arguments.isEmpty() || current.size() > 0) {
            throw new IOException("the command line of this process cannot be read");
        }
        arguments.add(1, terminated(argument));
        return arguments;
    }

    private static byte[] terminated(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }

    private static void execute(byte[] program, List<byte[]> arguments) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointers = arena.allocate(ValueLayout.ADDRESS, arguments.size() + 1L);
            for (int i = 0; i < arguments.size(); i++) {
                pointers.setAtIndex(
                        ValueLayout.ADDRESS, i, arena.allocateFrom(ValueLayout.JAVA_BYTE, arguments.get(i)));
            }
            pointers.setAtIndex(ValueLayout.ADDRESS, arguments.size(), MemorySegment.NULL);
            int ignored = (int) function().invokeExact(arena.allocateFrom(ValueLayout.JAVA_BYTE, program), pointers);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("execv throws nothing", e);
        }
    }

    private static MethodHandle function() throws IOException {
        try {
            Linker linker = Linker.nativeLinker();
            MemorySegment address =
                    linker.defaultLookup().find("execv").orElseThrow(() -> new IOException("this system has no execv"));
            return linker.downcallHandle(
                    address, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        } catch (IllegalCallerException | UnsupportedOperationException e) {
            throw new IOException("this Java calls no functions of the system: " + e.getMessage(), e);
        }
    }
}
