package devplus.engine;

import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where the engine's properties come from: application-engine.yml, above it the image's files, above all what the engine must change. */
final class Settings {
  /** The only tenant of Kestra's open-source edition. */
  static final String TENANT = "main";

  // Micronaut ranks application-*.yml around -300 and the environment at -200.
  private static final int IMAGE_ORDER = -250;
  private static final int OVERRIDE_ORDER = 0;

  /** The image's configuration with its embedded database: Postgres' queue and repository are not here. */
  static PropertySource image(Path folder) throws IOException {
    Map<String, Object> properties = new HashMap<>();
    for (String name : new String[] {"application.yaml", "database-embedded.yaml"}) {
      try (InputStream in = Files.newInputStream(folder.resolve(name))) {
        properties.putAll(new YamlPropertySourceLoader().read(name, in));
      }
    }
    return PropertySource.of("image", properties, IMAGE_ORDER);
  }

  private static final String DATABASE_OPTIONS =
      ";TIME ZONE=UTC;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=30000;INIT=" + Columns.INIT;

  /** Paths and ports, and nothing else. Without a data folder the database is in memory and files are in the scratch folder. */
  static PropertySource overrides(Path scratch, Optional<Path> data, int port, int managementPort) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("datasources.h2.url", "jdbc:h2:" + data.map(folder -> "file:" + folder.resolve("kestra")).orElse("mem:kestra") + DATABASE_OPTIONS);
    properties.put("kestra.storage.local.base-path", data.orElse(scratch).resolve("storage").toString());
    properties.put("kestra.tasks.tmp-dir.path", scratch.resolve("work").toString());
    properties.put("micronaut.server.host", "127.0.0.1");
    properties.put("micronaut.server.port", port == 0 ? -1 : port); // -1 is Micronaut's word for a free one
    properties.put("endpoints.all.port", managementPort);
    properties.putAll(Line.PROPERTIES);
    return PropertySource.of("engine", properties, OVERRIDE_ORDER);
  }

  private Settings() {}
}
