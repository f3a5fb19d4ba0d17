package io.gradus.nn.io;

import io.gradus.eval.Backend;
import io.gradus.nn.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The folder of one training: `config.yaml`, `environment.json`, `metrics.jsonl`, `checkpoints/`,
/// and at the end the model.
///
/// Lines are only ever added to `metrics.jsonl`; a resumed run takes back those that are newer than
/// its checkpoint. One process at a time holds the folder.
public final class RunDirectory implements AutoCloseable {
  private static final String CONFIG = "config.yaml";
  private static final String ENVIRONMENT = "environment.json";
  private static final String HOME = "folder";
  private static final String METRICS = "metrics.jsonl";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String SUFFIX = ".ckpt";
  private static final String LENGTH = "metrics-bytes";
  private static final int KEPT = 2;

  private final Path folder;
  private final FileChannel metrics;
  private final Map<String, Object> described = new LinkedHashMap<>();

  private RunDirectory(Path folder) {
    this.folder = folder;
    Durable.folder(folder.resolve(CHECKPOINTS));
    try {
      metrics =
          FileChannel.open(
              folder.resolve(METRICS), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = lock();
      if (lock == null) {
        metrics.close();
        throw new UserException("another process is training in " + folder);
      }
      metrics.position(metrics.size());
    } catch (IOException e) {
      throw Durable.failed("write", folder.resolve(METRICS), e);
    }
  }

  private FileLock lock() throws IOException {
    try {
      return metrics.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /// Makes the folder of a new run.
  ///
  /// @param config the spec as text, for [#config]
  /// @throws UserException if the folder cannot be written or already holds a run
  public static RunDirectory create(Path folder, String config) {
    if (Files.exists(folder.resolve(CONFIG))) {
      throw new UserException(
          folder + " already holds a run; resume it with --resume or choose another --out");
    }
    RunDirectory run = new RunDirectory(folder);
    Durable.write(folder.resolve(CONFIG), config.getBytes(StandardCharsets.UTF_8));
    return run;
  }

  /// Opens the folder of a run that was stopped.
  ///
  /// @throws UserException if there is no run in the folder
  public static RunDirectory open(Path folder) {
    config(folder);
    return new RunDirectory(folder);
  }

  /// The text that [#create] was given for a folder.
  ///
  /// @throws UserException if there is no run in the folder
  public static String config(Path folder) {
    Path file = folder.resolve(CONFIG);
    if (!Files.exists(file)) {
      throw new UserException("no run in " + folder + ": there is no " + CONFIG);
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw Durable.failed("read", file, e);
    }
  }

  /// The folder.
  public Path folder() {
    return folder;
  }

  /// The text that [#create] was given.
  public String config() {
    return config(folder);
  }

  /// The name of the backend that [#environment] recorded, if it did.
  public Optional<String> backend() {
    return recorded(folder, "backend");
  }

  /// The folder from which a run was begun, if [#environment] recorded it.
  public static Optional<Path> home(Path folder) {
    return recorded(folder, HOME).map(Path::of);
  }

  private static Optional<String> recorded(Path folder, String key) {
    Path file = folder.resolve(ENVIRONMENT);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Object value = Json.parseMap(Files.readString(file), file.toString()).get(key);
      return Optional.ofNullable(value).map(String::valueOf);
    } catch (IOException | UserException e) {
      return Optional.empty(); // a record for people; a damaged one stops nobody
    }
  }

  /// Adds an entry to what [#environment] will record, such as the command.
  public void describe(String name, Object value) {
    described.put(name, value);
  }

  /// Records where the run takes place: the folder where it began, the Java machine, the backend
  /// and some further entries.
  public void environment(Map<String, Object> further) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put(HOME, home(folder).orElse(Path.of("")).toAbsolutePath().toString());
    tree.put("gradus", Model.version());
    tree.put("java", Runtime.version().toString());
    tree.put("vm", System.getProperty("java.vm.name"));
    tree.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    tree.put("arch", System.getProperty("os.arch"));
    tree.put("processors", Runtime.getRuntime().availableProcessors());
    tree.put("backend", Backend.current().name());
    tree.putAll(described);
    tree.putAll(further);
    Durable.write(folder.resolve(ENVIRONMENT), Json.text(tree).getBytes(StandardCharsets.UTF_8));
  }

  /// Adds a line to `metrics.jsonl`.
  public void log(Map<String, Object> line) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        metrics.write(bytes);
      }
    } catch (IOException e) {
      throw Durable.failed("write", folder.resolve(METRICS), e);
    }
  }

  /// Writes a checkpoint, whole or not at all, and takes away all but the last two.
  ///
  /// @param step the number of the step, by which checkpoints are ordered
  public void save(long step, Checkpoint checkpoint) {
    try {
      metrics.force(true);
      Map<String, Object> values = new LinkedHashMap<>(checkpoint.values());
      values.put(LENGTH, metrics.position());
      Path file = checkpoints().resolve("step-%012d%s".formatted(step, SUFFIX));
      Durable.write(file, new Checkpoint(checkpoint.arrays(), values).encode());
      List<Path> all = files(SUFFIX);
      for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
        Files.deleteIfExists(old);
      }
    } catch (IOException e) {
      throw Durable.failed("write a checkpoint in", folder, e);
    }
  }

  /// The sound checkpoints of a folder, the newest first. Nothing in the folder changes.
  ///
  /// @throws UserException if there is no run in the folder
  public static List<Checkpoint> checkpoints(Path folder) {
    config(folder);
    List<Checkpoint> sound = new ArrayList<>();
    try {
      for (Path file : files(folder.resolve(CHECKPOINTS), SUFFIX)) {
        try {
          sound.add(Checkpoint.decode(Files.readAllBytes(file), file.getFileName().toString()));
        } catch (UserException | NoSuchFileException e) {
          continue; // damaged, or taken away by a training at work
        }
      }
    } catch (IOException e) {
      throw Durable.failed("read the checkpoints of", folder, e);
    }
    return sound;
  }

  /// The newest sound checkpoint, if there is one; `metrics.jsonl` is cut back to its moment, and
  /// newer checkpoints, all of them damaged, are taken away.
  ///
  /// @param notes receives a sentence for each damaged checkpoint
  public Optional<Checkpoint> restore(Consumer<String> notes) {
    try {
      for (Path half : files(".tmp")) { // left by a process that was killed while it wrote
        Files.deleteIfExists(half);
      }
      for (Path file : files(SUFFIX)) {
        try {
          Checkpoint c = Checkpoint.decode(Files.readAllBytes(file), file.getFileName().toString());
          long length = (long) Json.number(c.values().get(LENGTH), file.toString());
          cut(Math.clamp(length, 0, metrics.size()));
          return Optional.of(c);
        } catch (UserException e) {
          notes.accept(e.getMessage() + "; going back to the one before it");
          Files.deleteIfExists(file);
        }
      }
      cut(0);
      return Optional.empty();
    } catch (IOException e) {
      throw Durable.failed("read the checkpoints of", folder, e);
    }
  }

  private void cut(long length) throws IOException {
    metrics.truncate(length);
    metrics.position(length);
  }

  private Path checkpoints() {
    return folder.resolve(CHECKPOINTS);
  }

  private List<Path> files(String suffix) throws IOException {
    return files(checkpoints(), suffix);
  }

  /// The files in a folder of checkpoints with this ending, the newest first.
  private static List<Path> files(Path checkpoints, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files
          .filter(f -> f.getFileName().toString().endsWith(suffix))
          .sorted(Comparator.reverseOrder())
          .toList();
    }
  }

  /// Lets go of the folder.
  @Override
  public void close() {
    try {
      metrics.force(true);
      metrics.close();
    } catch (IOException e) {
      throw Durable.failed("write", folder.resolve(METRICS), e);
    }
  }
}
