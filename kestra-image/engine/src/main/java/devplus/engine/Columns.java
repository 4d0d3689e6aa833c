package devplus.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.kestra.core.serializers.JacksonMapper;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * The functions with which Kestra's tables in H2 derive columns from a row's JSON. Kestra's own parse the row again for each of a dozen
 * columns, at every update: a sixth of the engine's time. These parse it once. They exist before Kestra's migrations, which create only
 * what is missing.
 */
public final class Columns {
  /** Statements for H2, in the form of its URL's INIT. */
  static final String INIT = Stream.of("string", "boolean", "integer", "double")
      .map(type -> "CREATE ALIAS IF NOT EXISTS JQ_%s FOR '%s.%s'".formatted(type.toUpperCase(Locale.ROOT), Columns.class.getName(), type + "Of"))
      .collect(Collectors.joining("\\;"));

  private static final Scope BUILTIN = Scope.newEmptyScope();
  private static final Map<String, JsonQuery> QUERIES = new ConcurrentHashMap<>();
  private static final ThreadLocal<Row> LAST = new ThreadLocal<>();

  static {
    BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_6, BUILTIN);
  }

  private record Row(String text, JsonNode json) {}

  private static final class First {
    private JsonNode value;
  }

  public static String stringOf(String row, String query) throws JsonProcessingException {
    return first(row, query, JsonNode::asText);
  }

  public static Boolean booleanOf(String row, String query) throws JsonProcessingException {
    return first(row, query, JsonNode::asBoolean);
  }

  public static Integer integerOf(String row, String query) throws JsonProcessingException {
    return first(row, query, JsonNode::asInt);
  }

  public static Double doubleOf(String row, String query) throws JsonProcessingException {
    return first(row, query, JsonNode::asDouble);
  }

  /** The first result of a jq query; null for none and for JSON's null. */
  private static <T> T first(String row, String query, Function<JsonNode, T> as) throws JsonProcessingException {
    First first = new First();
    compiled(query).apply(BUILTIN, parsed(row), value -> first.value = first.value == null ? value : first.value);
    return first.value == null || first.value.isNull() ? null : as.apply(first.value);
  }

  private static JsonQuery compiled(String query) throws JsonQueryException {
    JsonQuery known = QUERIES.get(query);
    if (known == null) {
      known = JsonQuery.compile(query, Versions.JQ_1_6);
      QUERIES.put(query, known);
    }
    return known;
  }

  private static JsonNode parsed(String text) throws JsonProcessingException {
    Row last = LAST.get();
    if (last == null || !last.text.equals(text)) {
      last = new Row(text, JacksonMapper.ofJson().readTree(text));
      LAST.set(last);
    }
    return last.json;
  }

  private Columns() {}
}
