package org.fhevm.coprocessor.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The health check of images without a shell: {@code HealthCheck [PORT [PATH]]}, by default {@code 9100 /readyz}. Ends
 * with 0 if the process that serves metrics on this port answers 200, and otherwise with 1, after it has printed the
 * reasons. It uses the base module only and no library, so that its JVM starts in a tenth of a second.
 */
public final class HealthCheck {
    private static final int TIMEOUT_MILLISECONDS = 4000;
    private static final int MOST_LINES = 50;
    private static final String DEFAULT_PORT = "9100";
    private static final String DEFAULT_PATH = "/readyz";

    private HealthCheck() {}

    public static void main(String[] args) {
        List<String> arguments = List.of(args);
        String port = arguments.isEmpty() ? DEFAULT_PORT : arguments.getFirst();
        String path = arguments.size() < 2 ? DEFAULT_PATH : arguments.get(1);
        System.exit(check(Integer.parseInt(port), path, System.err));
    }

    static int check(int port, String path, PrintStream reasons) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLISECONDS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLISECONDS);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String status = answer.readLine();
            if (status != null && status.contains(" 200 ")) {
                return 0;
            }
            reasons.println(status == null ? "there is no answer on port " + port : status);
            answer.lines()
                    .dropWhile(line -> !line.isEmpty())
                    .skip(1)
                    .limit(MOST_LINES)
                    .forEach(reasons::println);
        } catch (IOException e) {
            reasons.println("port " + port + " does not answer: " + e.getMessage());
        }
        return 1;
    }
}
