package org.fhevm.coprocessor.common.repository;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Collection;
import org.jooq.Binding;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingGetSQLInputContext;
import org.jooq.BindingGetStatementContext;
import org.jooq.BindingRegisterContext;
import org.jooq.BindingSQLContext;
import org.jooq.BindingSetSQLOutputContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.Converters;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Array parameters, bound as the driver's typed arrays: one parameter for any length, so that the statement caches of
 * the driver and of the server work.
 *
 * <p>jOOQ's own binding sends an array as text for the server to cast. It leaves empty {@code bytea} elements out, and
 * where the planner places the cast inside a scan's filter, the server parses the whole text again for every row.
 */
public final class SqlArray {
    private static final DataType<byte[][]> BYTES = type(SQLDataType.BLOB.array(), "bytea");
    private static final DataType<Integer[]> INTEGERS = type(SQLDataType.INTEGER.array(), "int4");
    private static final DataType<Boolean[]> BOOLEANS = type(SQLDataType.BOOLEAN.array(), "bool");
    private static final DataType<Long[]> LONGS = type(SQLDataType.BIGINT.array(), "int8");
    private static final DataType<String[]> TEXTS = type(SQLDataType.CLOB.array(), "text");
    private static final DataType<String[]> ROW_LOCATIONS = type(SQLDataType.CLOB.array(), "tid");

    private SqlArray() {}

    /** @param elements borrowed; elements may be empty or null */
    public static Field<byte[][]> ofBytes(byte @Nullable [][] elements) {
        return DSL.val(elements, BYTES);
    }

    public static Field<Integer[]> ofIntegers(Collection<Integer> elements) {
        return DSL.val(elements.toArray(Integer[]::new), INTEGERS);
    }

    public static Field<Boolean[]> ofBooleans(Collection<Boolean> elements) {
        return DSL.val(elements.toArray(Boolean[]::new), BOOLEANS);
    }

    public static Field<Long[]> ofLongs(Collection<? extends @Nullable Long> elements) {
        return DSL.val(elements.toArray(Long[]::new), LONGS);
    }

    public static Field<String[]> ofTexts(Collection<String> elements) {
        return DSL.val(elements.toArray(String[]::new), TEXTS);
    }

    /** @param elements values of {@code ctid}, as the database prints them */
    public static Field<String[]> ofRowLocations(Collection<String> elements) {
        return DSL.val(elements.toArray(String[]::new), ROW_LOCATIONS);
    }

    private static <T> DataType<T[]> type(DataType<T[]> array, String elementType) {
        return array.asConvertedDataType(new ArrayBinding<>(array.getType(), elementType));
    }

    /** Parameters only: results are read by jOOQ's own binding. */
    private static final class ArrayBinding<T> implements Binding<T[], T[]> {
        private static final long serialVersionUID = 1;

        private final Class<T[]> arrayClass;
        private final String elementType;

        ArrayBinding(Class<T[]> arrayClass, String elementType) {
            this.arrayClass = arrayClass;
            this.elementType = elementType;
        }

        @Override
        public Converter<T[], T[]> converter() {
            return Converters.identity(arrayClass);
        }

        /**
         * The driver sends this type with the parameter. The cast is for statements that are sent as text, without
         * types of parameters.
         */
        @Override
        public void sql(BindingSQLContext<T[]> context) {
            context.render().sql(context.variable()).sql("::").sql(elementType).sql("[]");
        }

        @Override
        public void set(BindingSetStatementContext<T[]> context) throws SQLException {
            Object[] elements = context.value();
            context.statement()
                    .setArray(
                            context.index(), context.statement().getConnection().createArrayOf(elementType, elements));
        }

        @Override
        public void register(BindingRegisterContext<T[]> context) throws SQLException {
            throw unsupported();
        }

        @Override
        public void set(BindingSetSQLOutputContext<T[]> context) throws SQLException {
            throw unsupported();
        }

        @Override
        public void get(BindingGetResultSetContext<T[]> context) throws SQLException {
            throw unsupported();
        }

        @Override
        public void get(BindingGetStatementContext<T[]> context) throws SQLException {
            throw unsupported();
        }

        @Override
        public void get(BindingGetSQLInputContext<T[]> context) throws SQLException {
            throw unsupported();
        }

        private static SQLException unsupported() {
            return new SQLFeatureNotSupportedException("array parameters are only sent");
        }
    }
}
