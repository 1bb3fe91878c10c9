package org.fhevm.coprocessor.database.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the test class a fresh, migrated database: a copy of a template made once per JVM, on one server per JVM.
 * Tests, set-up methods and constructors may take a {@link org.fhevm.coprocessor.database.Database} (one pool per
 * class) or a {@link TestServer}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EmbeddedDatabaseExtension.class)
public @interface EmbeddedDatabase {}
