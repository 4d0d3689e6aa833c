package devplus.engine;

import io.kestra.core.runners.Executor;
import io.kestra.core.runners.Indexer;
import io.kestra.core.runners.Worker;
import io.kestra.core.server.Service;
import io.kestra.core.worker.Controller;
import io.kestra.worker.systemworker.SystemWorker;
import io.micronaut.context.ApplicationContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Starts the parts of Kestra that run executions. There is no scheduler: only housekeeping has a trigger. */
@Singleton
final class Services {
  /** More than the executions that tests run at a time; a worker thread mostly waits for a model. */
  private static final int WORKER_THREADS = 32;

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Inject private ApplicationContext context;

  void start() throws TimeoutException, InterruptedException {
    Executor executor = context.getBean(Executor.class);
    Controller controller = context.getBean(Controller.class);
    Worker worker = context.getBean(Worker.class);
    SystemWorker systemWorker = context.getBean(SystemWorker.class); // for purges
    Indexer indexer = context.getBean(Indexer.class);
    Map<Service, Runnable> parts = new LinkedHashMap<>();
    parts.put(executor, executor);
    parts.put(controller, controller::start);
    parts.put(worker, () -> worker.start(WORKER_THREADS));
    parts.put(systemWorker, systemWorker::start);
    parts.put(indexer, indexer);
    parts.forEach((part, start) -> Thread.ofPlatform().name(part.getClass().getSimpleName()).daemon().start(start));
    Instant end = Instant.now().plus(PATIENCE);
    while (!parts.keySet().stream().allMatch(Services::running)) {
      if (Instant.now().isAfter(end)) {
        throw new TimeoutException("Kestra's services did not start within " + PATIENCE);
      }
      Thread.sleep(20);
    }
  }

  private static boolean running(Service part) {
    return part.getState() != null && part.getState().isRunning();
  }
}
