package io.gradus.nn.landscape;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Listener;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Result;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The way of a training through the space of its parameters.
///
/// Runs keep only their last checkpoints; but the same spec and data give the same bits, so the
/// training is simply done again and looked at on its way. Of n steps these are seen: (i/63)² n for
/// i = 0 … 63, more closely where a training is fast, and the last one.
///
/// @param stops where it was, from the start to the end
/// @param model what the training made; its parameters are those of an earlier step if patience
///   chose them
/// @param result how the training ended
public record Trajectory(List<Stop> stops, Model model, Result result) {
  private static final int STOPS = 64;
  private static final int FEWEST = 16;
  private static final int ALL = 256; // stops of all ways together
  private static final long MEMORY = 1L << 25; // numbers that all stops may have

  /// A moment of a training.
  ///
  /// @param step the number of steps taken
  /// @param params the parameters, and the buffers
  public record Stop(long step, Tree<Array> params) {}

  /// Copies the list.
  public Trajectory {
    stops = List.copyOf(stops);
  }

  /// How many stops of ways there should be.
  ///
  /// @param size the number of parameters; of very many, fewer stops fit into memory
  /// @param ways how many ways share the memory and the time to find their plane
  public static int stops(int size, int ways) {
    return Math.clamp(Math.min(MEMORY / size, ALL) / ways, FEWEST, STOPS);
  }

  /// The steps at which a way is looked at, ascending from 0 to the last one.
  ///
  /// @param steps the number of steps of the way
  /// @param most the number of stops, if there are so many steps
  public static List<Long> steps(long steps, int most) {
    int intervals = most - 1;
    return Stream.iterate(0, i -> i <= intervals, i -> i + 1)
        .map(i -> Math.round((double) steps * i * i / ((double) intervals * intervals)))
        .distinct()
        .toList();
  }

  /// Trains as a spec says, in a folder that does not remain.
  ///
  /// @param listener is told how the training gets on
  /// @throws io.gradus.nn.UserException if the spec does not fit the data
  public static Trajectory of(Spec spec, Parts parts, Listener listener) {
    try {
      Path folder = Files.createTempDirectory("gradus-landscape");
      try (RunDirectory run = RunDirectory.create(folder.resolve("run"), "")) {
        Watcher watcher = new Watcher(listener);
        watcher.trainer = new Trainer(spec, parts, run, watcher, Duration.ofDays(1));
        Result result = watcher.trainer.train();
        watcher.stop(result.steps());
        return new Trajectory(watcher.stops, Model.load(run.folder()), result);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static final class Watcher implements Listener {
    private final Listener listener;
    private final List<Stop> stops = new ArrayList<>();
    private Trainer trainer;
    private List<Long> wanted;
    private long step;

    Watcher(Listener listener) {
      this.listener = listener;
    }

    /// Looks, if this is not the step it looked at last.
    void stop(long at) {
      if (stops.isEmpty() || stops.getLast().step < at) {
        stops.add(new Stop(at, trainer.params()));
      }
    }

    @Override
    public void started(Progress progress) {
      int size = trainer.params().values().stream().mapToInt(Array::size).sum();
      wanted = steps(progress.steps(), stops(size, 1));
      stop(0);
      listener.started(progress);
    }

    @Override
    public void step(Supplier<Progress> progress) {
      step++;
      if (stops.size() < wanted.size() && wanted.get(stops.size()) == step) {
        stop(step);
      }
      listener.step(progress);
    }

    @Override
    public void epoch(Progress progress, Optional<Map<String, Double>> metrics) {
      listener.epoch(progress, metrics);
    }
  }
}
