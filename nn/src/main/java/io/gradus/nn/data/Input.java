package io.gradus.nn.data;

import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Opens files for reading; what can go wrong is told to the user.
final class Input {
  private static final int BUFFER = 1 << 16;
  private static final int PACKED = 5; // a packed table is about so many times as long

  private Input() {}

  /// The name by which messages call a file.
  static String name(Path file) {
    Path last = file.getFileName();
    return last == null ? file.toString() : last.toString();
  }

  /// The bytes of a file, unpacked if they are gzip data, whatever the file's name.
  ///
  /// @throws UserException if there is no such file or it cannot be read
  static InputStream open(Path file) throws IOException {
    if (Files.notExists(file)) {
      throw new UserException("no such file: " + file + neighbor(file));
    }
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a folder; name a file in it");
    }
    if (!Files.isReadable(file)) {
      throw new UserException("no permission to read " + file);
    }
    InputStream in = Files.newInputStream(file);
    try {
      return unpack(in);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /// About how many bytes a file has, unpacked; 0 if there is no such file.
  static long size(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return 0;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return (isPacked(in) ? PACKED : 1) * Files.size(file);
    }
  }

  /// The fingerprint of the bytes of a file: SHA-256 in hexadecimal.
  static String hash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        sha.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static boolean isPacked(InputStream in) throws IOException {
    return in.read() == 0x1f && in.read() == 0x8b;
  }

  /// A stream that supports `mark`, unpacked if it begins with the two bytes of gzip data.
  static InputStream unpack(InputStream in) throws IOException {
    BufferedInputStream raw = new BufferedInputStream(in, BUFFER);
    raw.mark(2);
    boolean gzip = isPacked(raw);
    raw.reset();
    return gzip ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER) : raw;
  }

  /// The sentence for a file that broke while it was read.
  static UserException failure(String name, IOException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new UserException(name + " cannot be read: " + reason, e);
  }

  private static String neighbor(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return "";
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.limit(10_000).map(Input::name).sorted().toList();
      return Nearest.suggest(name(file), names)
          .map(n -> "; did you mean '" + file.resolveSibling(n) + "'?")
          .orElse("");
    } catch (IOException e) {
      return ""; // the suggestion is a courtesy; the folder may be unreadable
    }
  }
}
