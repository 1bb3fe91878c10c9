package org.fhevm.coprocessor.database.testing;

import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Resolves the parameters promised by {@link EmbeddedDatabase}; JUnit's stores close what was opened. */
public final class EmbeddedDatabaseExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(EmbeddedDatabaseExtension.class);

    private static final KeptServer KEPT = new KeptServer();

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Database.class || type == TestServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestServer.class ? server(context) : database(context);
    }

    private static TestServer server(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(ServerOfRun.class, key -> ServerOfRun.start(), ServerOfRun.class)
                .server();
    }

    private static Database database(ExtensionContext context) {
        return classContext(context)
                .getStore(NAMESPACE)
                .computeIfAbsent(
                        Database.class,
                        key -> Database.open(DatabaseConfig.of(server(context).newDatabase())),
                        Database.class);
    }

    /** The context of the annotated class, so that all its tests share one database. */
    private static ExtensionContext classContext(ExtensionContext context) {
        ExtensionContext current = context;
        while (current.getTestMethod().isPresent() && current.getParent().isPresent()) {
            current = current.getParent().get();
        }
        return current;
    }

    /** The server of one run of tests, which ends with it unless it is kept. */
    private record ServerOfRun(TestServer server, boolean isKept) implements AutoCloseable {
        static ServerOfRun start() {
            return Boolean.getBoolean(KeptServer.PROPERTY)
                    ? new ServerOfRun(keptOrNone(), true)
                    : new ServerOfRun(new TestServer(), false);
        }

        /** Without a server every mutant would seem to be killed. If the process ends, PIT reports that instead. */
        private static TestServer keptOrNone() {
            try {
                return KEPT.forNextRun();
            } catch (RuntimeException e) {
                e.printStackTrace();
                Runtime.getRuntime().halt(1);
                throw e;
            }
        }

        @Override
        public void close() {
            if (!isKept) {
                server.close();
            }
        }
    }
}
