package io.gradus.nn.io;

import io.gradus.nn.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Files that are either wholly there or not at all, whenever the machine stops.
public final class Durable {
  private Durable() {}

  /// Replaces a file: writes beside it, syncs, renames, syncs the folder.
  ///
  /// @throws UserException if the folder cannot be written
  static void write(Path file, List<ByteBuffer> parts) {
    Path beside = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      try (FileChannel out =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        for (ByteBuffer part : parts) {
          ByteBuffer p = part.duplicate();
          while (p.hasRemaining()) {
            out.write(p);
          }
        }
        out.force(true);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncFolder(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  /// Replaces a file by these bytes.
  ///
  /// @throws UserException if the folder cannot be written
  public static void write(Path file, byte[] bytes) {
    write(file, List.of(ByteBuffer.wrap(bytes)));
  }

  /// Makes a folder and those above it.
  ///
  /// @throws UserException if it cannot be made or written
  static void folder(Path folder) {
    try {
      Files.createDirectories(folder);
      if (!Files.isWritable(folder)) {
        throw new AccessDeniedException(folder.toString());
      }
    } catch (IOException e) {
      throw failed("make folder", folder, e);
    }
  }

  static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (AccessDeniedException e) {
      // Windows opens no folders, and its renames need no sync.
      if (!System.getProperty("os.name").startsWith("Windows")) {
        throw e;
      }
    }
  }

  /// The sentence for a file that broke.
  public static UserException failed(String doing, Path path, IOException e) {
    String why =
        switch (e) {
          case AccessDeniedException a -> "no permission";
          case NoSuchFileException n -> "there is no such file or folder";
          case CharacterCodingException c -> "it is not UTF-8 text";
          case FileAlreadyExistsException f -> "a file of that name is in the way";
          default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    return new UserException("cannot " + doing + " " + path + ": " + why, e);
  }
}
