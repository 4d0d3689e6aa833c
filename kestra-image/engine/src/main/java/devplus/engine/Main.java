package devplus.engine;

import io.kestra.core.repositories.LocalFlowRepositoryLoader;
import io.kestra.core.serializers.JacksonMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Kestra's own engine (executor, worker, queue and repositories on H2) with the image's configuration and flows, for tests and laptops.
 * Arguments: the image's folder and a port, 0 for a free one. When all is up, one line on standard output:
 * {@code ready {"url":…,"management":…}}. It ends on SIGTERM, and with its standard input when ENGINE_FOLLOW_STDIN is set, so that it
 * can't outlive its parent. ENGINE_DATA is the folder that keeps database and files; without it both end with the process.
 * ENGINE_RETRY_INTERVAL is the first wait of every retry, where tests want a shorter one than the flows'.
 */
public final class Main {
  public static void main(String[] args) {
    if (args.length != 2) {
      System.err.println("usage: engine IMAGE_FOLDER PORT");
      System.exit(2);
    }
    try {
      run(args);
    } catch (Exception e) {
      // Kestra's threads would keep a half-started process alive.
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(String[] args) throws Exception {
    Path image = Path.of(args[0]).toAbsolutePath();
    Path scratch = Files.createTempDirectory("kestra-engine");
    Optional<Path> data = Optional.ofNullable(System.getenv("ENGINE_DATA")).filter(folder -> !folder.isEmpty()).map(folder -> Path.of(folder).toAbsolutePath());
    // No graceful stop: executions in flight are resubmitted by the next start on the same data, as after a crash.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(scratch)));
    // Micronaut offers no "any free port" for management, so one is looked for.
    int management = freePort();

    ApplicationContext context = ApplicationContext.builder()
        .environments("engine")
        .deduceEnvironment(false)
        .propertySources(Settings.image(image),
            Settings.overrides(scratch, data, Integer.parseInt(args[1]), management))
        .build();
    context.start();
    Flows.load(context.getBean(LocalFlowRepositoryLoader.class), image.resolve("flows"), scratch, System.getenv("ENGINE_RETRY_INTERVAL"));
    context.getBean(Services.class).start();
    EmbeddedServer server = context.getBean(EmbeddedServer.class).start();

    Map<String, String> ready = new LinkedHashMap<>();
    ready.put("url", server.getURL().toString());
    ready.put("management", "http://127.0.0.1:" + management);
    System.out.println("ready " + JacksonMapper.ofJson().writeValueAsString(ready));

    if (System.getenv("ENGINE_FOLLOW_STDIN") != null) {
      while (System.in.read() >= 0) {
        // Whatever is written is ignored: only the end counts.
      }
      System.exit(0);
    }
    Thread.currentThread().join();
  }

  /** A port that nobody else takes meanwhile: below those that Linux and macOS give to who asks for any. */
  private static int freePort() throws Exception {
    while (true) {
      try (ServerSocket socket = new ServerSocket(ThreadLocalRandom.current().nextInt(20_000, 32_000))) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // The next one.
      }
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (Exception e) {
      System.err.println("leaving " + folder + " behind: " + e);
    }
  }

  private Main() {}
}
