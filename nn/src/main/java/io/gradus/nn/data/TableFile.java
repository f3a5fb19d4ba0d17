package io.gradus.nn.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/// A table in a file that is mapped into memory: its blocks, then what is known of its columns,
/// then 24 bytes: where that begins, a checksum of all before (CRC-32C), and a mark by which the
/// file is known to be one of this version.
final class TableFile {
  private static final long MARK = 0x47524144_54423031L; // GRADTB01
  private static final int END = 24;
  private static final long CHUNK = 1 << 26;

  private TableFile() {}

  /// The table in a file; none if there is no such file, or it is damaged or of another version.
  ///
  /// @param name what messages call the table
  static Optional<Table> open(Path path, String name) throws IOException {
    if (Files.notExists(path)) {
      return Optional.empty();
    }
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment memory = CacheFolder.map(file);
      long end = memory.byteSize() - END;
      if (end < 0
          || memory.get(Cells.LAYOUT, end + 16) != MARK
          || memory.get(Cells.LAYOUT, end + 8) != checksum(memory.asSlice(0, end + 8))) {
        return Optional.empty();
      }
      long blocks = memory.get(Cells.LAYOUT, end);
      byte[] head = memory.asSlice(blocks, end - blocks).toArray(ValueLayout.JAVA_BYTE);
      CacheFolder.used(path);
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(head));
      return Optional.of(table(memory, name, in, path));
    }
  }

  private static long checksum(MemorySegment memory) {
    CRC32C sum = new CRC32C();
    for (long at = 0; at < memory.byteSize(); at += CHUNK) {
      sum.update(memory.asSlice(at, Math.min(CHUNK, memory.byteSize() - at)).asByteBuffer());
    }
    return sum.getValue();
  }

  private static Table table(MemorySegment memory, String name, DataInputStream in, Path path)
      throws IOException {
    int rows = in.readInt();
    int shift = in.readInt();
    int columns = in.readInt();
    List<String> names = new ArrayList<>();
    List<Dictionary> dictionaries = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      names.add(text(in));
      int cells = in.readInt();
      int firstRow = in.readInt();
      boolean crowded = in.readBoolean();
      List<String> texts = new ArrayList<>();
      for (int k = in.readInt(); k > 0; k--) {
        texts.add(text(in));
      }
      dictionaries.add(Dictionary.of(texts, cells, firstRow, crowded));
    }
    List<MemorySegment> blocks = new ArrayList<>();
    long bytes = 8L * (columns + 1);
    for (long row = 0; row < rows; row += 1L << shift) {
      blocks.add(memory.asSlice(row * bytes, Math.min(1L << shift, rows - row) * bytes));
    }
    return TableBuilder.table(
        name, rows, shift, List.copyOf(blocks), names, dictionaries, Optional.of(path));
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /// Writes a table, whole or not at all.
  static final class Writer implements Blocks, AutoCloseable {
    private final Path path;
    private final Path beside;
    private final FileChannel file;
    private final CRC32C sum = new CRC32C();

    Writer(Path path) throws IOException {
      this.path = path;
      this.beside = path.resolveSibling(UUID.randomUUID() + ".tmp");
      this.file = FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void add(MemorySegment block) {
      try {
        write(block.asByteBuffer());
      } catch (IOException e) {
        throw CacheFolder.failure("written", e);
      }
    }

    private void write(ByteBuffer bytes) throws IOException {
      sum.update(bytes.duplicate());
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    }

    @Override
    public Table finish(String name, int rows, int shift, List<ColumnBuilder> columns) {
      try {
        MemorySegment end = MemorySegment.ofArray(new byte[END]);
        end.set(Cells.LAYOUT, 0, file.position());
        write(head(rows, shift, columns));
        write(end.asSlice(0, 8).asByteBuffer());
        end.set(Cells.LAYOUT, 8, sum.getValue());
        end.set(Cells.LAYOUT, 16, MARK);
        write(end.asSlice(8).asByteBuffer());
        // Not synced: what a crash leaves incomplete has a wrong checksum.
        file.close();
        Files.move(
            beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return open(path, name).orElseThrow();
      } catch (IOException e) {
        throw CacheFolder.failure("written", e);
      }
    }

    private static ByteBuffer head(int rows, int shift, List<ColumnBuilder> columns)
        throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(rows);
      out.writeInt(shift);
      out.writeInt(columns.size());
      for (ColumnBuilder column : columns) {
        Dictionary d = column.dictionary();
        text(out, column.name());
        out.writeInt(d.rows());
        out.writeInt(d.firstRow());
        out.writeBoolean(d.crowded());
        out.writeInt(d.texts().size());
        for (String t : d.texts()) {
          text(out, t);
        }
      }
      return ByteBuffer.wrap(bytes.toByteArray());
    }

    /// Lets go of the file, and of what is not finished.
    @Override
    public void close() throws IOException {
      file.close();
      Files.deleteIfExists(beside);
    }
  }
}
