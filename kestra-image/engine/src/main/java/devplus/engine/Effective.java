package devplus.engine;

import io.kestra.core.serializers.JacksonMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints, as one JSON object, what Micronaut makes of MICRONAUT_CONFIG_FILES and the environment under the given prefixes: what a server
 * that is started with them would see. No server is started.
 */
public final class Effective {
  public static void main(String[] prefixes) throws Exception {
    try (ApplicationContext context = ApplicationContext.builder().deduceEnvironment(false).banner(false).build()) {
      Environment environment = context.getEnvironment().start();
      Map<String, Object> properties = new TreeMap<>();
      for (String prefix : prefixes) {
        environment.getProperties(prefix, StringConvention.RAW).keySet().stream()
            .map(name -> prefix + "." + name)
            .filter(environment::containsProperty)
            .forEach(name -> properties.put(name, environment.getProperty(name, Object.class).orElse(null)));
      }
      System.out.println(JacksonMapper.ofJson().writeValueAsString(properties));
    }
  }

  private Effective() {}
}
