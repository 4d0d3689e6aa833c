package devplus.engine;

import io.kestra.core.runners.ExecutorInterface;
import io.kestra.core.runners.Indexer;
import io.kestra.core.server.Service;
import io.kestra.core.utils.Await;
import io.kestra.worker.DefaultWorker;
import io.micronaut.context.ApplicationContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/** Starts the parts of Kestra that run executions: executor, worker and indexer. There is no scheduler: only housekeeping has a trigger. */
@Singleton
final class Services {
  /** More than the executions that tests run at a time; a worker thread mostly waits for a model. */
  private static final int WORKER_THREADS = 32;

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Inject private ApplicationContext context;

  void start() throws TimeoutException {
    DefaultWorker worker = context.createBean(DefaultWorker.class, UUID.randomUUID().toString(), WORKER_THREADS, null);
    context.registerSingleton(worker);
    List<Runnable> parts = List.of(context.getBean(ExecutorInterface.class), worker, context.getBean(Indexer.class));
    parts.forEach(part -> Thread.ofPlatform().name(part.getClass().getSimpleName()).daemon().start(part));
    Await.until(() -> parts.stream().allMatch(Services::running), Duration.ofMillis(20), PATIENCE);
  }

  private static boolean running(Runnable part) {
    return Optional.ofNullable(((Service) part).getState()).map(Service.ServiceState::isRunning).orElse(false);
  }
}
