package devplus.engine;

import io.kestra.core.repositories.LocalFlowRepositoryLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Loads the image's flows. Kestra renders no expression in a task's retry, so tests shorten the waits here. */
final class Flows {
  private static final String INTERVAL = "interval: PT1S,";

  /** Loads a folder's flows. Where an interval is given, it replaces the first wait of every retry; nothing else changes. */
  static void load(LocalFlowRepositoryLoader loader, Path folder, Path scratch, String interval) throws IOException {
    if (interval == null) {
      loader.load(Settings.TENANT, folder.toFile());
      return;
    }
    Path copies = Files.createDirectories(scratch.resolve("flows"));
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
    for (Path file : files) {
      String text = Files.readString(file);
      if (text.contains("retry:") && !text.contains(INTERVAL)) {
        throw new IllegalStateException(file + " has retries, but none with " + INTERVAL);
      }
      Files.writeString(copies.resolve(file.getFileName()), text.replace(INTERVAL, "interval: " + interval + ","));
    }
    loader.load(Settings.TENANT, copies.toFile());
  }

  private Flows() {}
}
