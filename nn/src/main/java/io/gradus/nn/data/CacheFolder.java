package io.gradus.nn.data;

import io.gradus.nn.UserException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The folder for data that do not lie on the heap: `gradus` in the user's folder for caches, or
/// what the system property `gradus.cache` names.
///
/// Tables stay there to be used again, until nobody asked for them for a month; matrices are gone
/// with the process, however it ends.
final class CacheFolder {
  private static final Pattern OURS =
      Pattern.compile("[0-9a-f]{64}\\.table|[0-9a-f-]{36}\\.(tmp|matrix)");
  private static final Duration KEPT = Duration.ofDays(30);

  /// The data may be confidential: the folder is for its owner alone.
  private static final FileAttribute<?>[] PRIVATE =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
          }
          : new FileAttribute<?>[0];

  private CacheFolder() {}

  /// The folder, which is made if need be.
  static Path path() {
    Path folder = named();
    try {
      return Files.createDirectories(folder, PRIVATE);
    } catch (IOException e) {
      throw failure("made", e);
    }
  }

  private static Path named() {
    String chosen = System.getProperty("gradus.cache", "");
    if (!chosen.isEmpty()) {
      return Path.of(chosen);
    }
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    Path home = Path.of(System.getProperty("user.home"));
    if (os.startsWith("windows")) {
      return environment("LOCALAPPDATA", home).resolve("gradus");
    }
    return os.startsWith("mac")
        ? home.resolve("Library/Caches/gradus")
        : environment("XDG_CACHE_HOME", home.resolve(".cache")).resolve("gradus");
  }

  private static Path environment(String variable, Path otherwise) {
    String value = System.getenv(variable);
    return value == null || value.isEmpty() ? otherwise : Path.of(value);
  }

  /// The file for the table with a key.
  static Path table(String key) {
    return path().resolve(key + ".table");
  }

  /// Marks a table as used, and removes what was not used for long.
  static void used(Path table) {
    Instant now = Instant.now();
    try (Stream<Path> files = Files.list(table.getParent())) {
      Files.setLastModifiedTime(table, FileTime.from(now));
      for (Path file : files.filter(CacheFolder::isOurs).toList()) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(KEPT))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      // Another process tidies too, or the folder may only be read: the table is there all the
      // same.
    }
  }

  /// True for names that only this cache gives: a user may have chosen a folder with other files.
  private static boolean isOurs(Path file) {
    return OURS.matcher(String.valueOf(file.getFileName())).matches();
  }

  /// A new file for reading and writing that is removed when it is closed or the process ends.
  ///
  /// @param bytes how much will be written
  /// @throws UserException if there is no room
  static FileChannel scratch(long bytes) {
    Path folder = path();
    try {
      long room = Files.getFileStore(folder).getUsableSpace();
      if (room < bytes) {
        throw new UserException(
            String.format(
                Locale.ROOT,
                "the data need %.1f GB of disk, but %s has %.1f GB left; choose another folder"
                    + " with -Dgradus.cache=DIR, or fewer columns",
                bytes * 1e-9,
                folder,
                room * 1e-9));
      }
      return FileChannel.open(
          folder.resolve(UUID.randomUUID() + ".matrix"),
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw failure("written", e);
    }
  }

  /// A file as memory; it may be closed, and is unmapped when nobody uses the memory any more.
  static MemorySegment map(FileChannel file) throws IOException {
    return file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), Arena.ofAuto());
  }

  static UserException failure(String done, IOException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new UserException(
        "the cache in "
            + named()
            + " cannot be "
            + done
            + ": "
            + reason
            + "; choose another folder with -Dgradus.cache=DIR, or cache: memory",
        e);
  }
}
