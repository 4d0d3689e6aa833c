package devplus.engine;

import io.kestra.core.models.QueryFilter;
import io.micronaut.data.model.Sort;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kestra's query language: {@code filters[field][OPERATION]=value}, {@code filters[labels][OPERATION][key]=value}, {@code sort=field:asc}. */
final class Filters {
  private static final Pattern FILTER = Pattern.compile("filters\\[([^\\]]*)\\]\\[([^\\]]*)\\](?:\\[(.+)\\])?");

  /** The filters among a request's parameters. Labels of one operation are one filter. */
  static List<QueryFilter> of(Map<String, List<String>> parameters) {
    List<QueryFilter> filters = new ArrayList<>();
    Map<QueryFilter.Op, Map<String, String>> labels = new EnumMap<>(QueryFilter.Op.class);
    parameters.forEach((name, values) -> {
      Matcher matcher = FILTER.matcher(name);
      if (!matcher.matches()) {
        return;
      }
      QueryFilter.Field field = QueryFilter.Field.fromString(matcher.group(1));
      QueryFilter.Op operation = QueryFilter.Op.valueOf(matcher.group(2));
      if (field == QueryFilter.Field.LABELS && matcher.group(3) != null) {
        labels.computeIfAbsent(operation, o -> new HashMap<>()).put(matcher.group(3), values.getFirst());
      } else {
        values.forEach(value -> filters.add(filter(field, operation, value)));
      }
    });
    labels.forEach((operation, pairs) -> filters.add(filter(QueryFilter.Field.LABELS, operation, pairs)));
    return filters;
  }

  private static QueryFilter filter(QueryFilter.Field field, QueryFilter.Op operation, Object value) {
    return QueryFilter.builder().field(field).operation(operation).value(value).build();
  }

  /** The order asked for, with the repository's own column names; null for none. */
  static Sort sort(List<String> orders, Function<String, String> columns) {
    if (orders == null) {
      return null;
    }
    return Sort.of(orders.stream().map(order -> {
      String[] parts = order.split(":");
      if (parts.length != 2) {
        throw new IllegalArgumentException("Invalid sort parameter");
      }
      String column = columns.apply(parts[0]);
      return parts[1].equals("asc") ? Sort.Order.asc(column) : Sort.Order.desc(column);
    }).toList());
  }

  private Filters() {}
}
