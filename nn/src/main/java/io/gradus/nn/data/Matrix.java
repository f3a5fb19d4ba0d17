package io.gradus.nn.data;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.nn.UserException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/// Rows of numbers in one number format, on the heap or in a mapped file.
///
/// @param dtype the number format
/// @param rows the number of rows
/// @param width the number of columns
/// @param memory the numbers, row by row
record Matrix(DType dtype, int rows, int width, MemorySegment memory) {
  // On the heap the memory may be that of bytes, which have no alignment.
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /// The matrix over the memory of an array.
  static Matrix of(Array a) {
    MemorySegment memory =
        switch (a.dtype()) {
          case F32 -> MemorySegment.ofArray(a.floats());
          case F64 -> MemorySegment.ofArray(a.doubles());
        };
    return new Matrix(a.dtype(), a.shape().dim(0), a.shape().dim(1), memory);
  }

  /// All rows as an array: the memory itself if it is that of one, else a copy.
  Array array() {
    Shape shape = Shape.of(rows, width);
    return switch (memory.heapBase().orElse(null)) {
      case float[] x -> Array.of(shape, x);
      case double[] x -> Array.of(shape, x);
      case null, default -> {
        Array a = Array.zeros(dtype, shape);
        copy(0, rows, a, 0);
        yield a;
      }
    };
  }

  /// The number of numbers.
  long size() {
    return (long) rows * width;
  }

  /// The number at a place, counted row by row.
  double get(long i) {
    return switch (dtype) {
      case F32 -> memory.getAtIndex(F32, i);
      case F64 -> memory.getAtIndex(F64, i);
    };
  }

  /// Copies rows into an array of the same format and width.
  ///
  /// @param from the first row
  /// @param to the row of the array where the first one goes
  void copy(int from, int count, Array into, int to) {
    long offset = (long) from * width * dtype.bytes();
    switch (dtype) {
      case F32 -> MemorySegment.copy(memory, F32, offset, into.floats(), to * width, count * width);
      case F64 ->
          MemorySegment.copy(memory, F64, offset, into.doubles(), to * width, count * width);
    }
  }

  /// The rows with the given numbers, in that order.
  Matrix rows(int[] indices, Cache cache) {
    try (Writer out = new Writer(dtype, indices.length, width, cache)) {
      for (int row : indices) {
        out.add(this, row);
      }
      return out.matrix();
    }
  }

  /// Some numbers as bytes, the lowest first on every machine.
  ///
  /// @param from the place of the first one, counted row by row
  ByteBuffer bytes(long from, int count) {
    ValueLayout layout =
        switch (dtype) {
          case F32 -> F32;
          case F64 -> F64;
        };
    MemorySegment bytes = MemorySegment.ofArray(new byte[count * dtype.bytes()]);
    ValueLayout little = layout.withOrder(ByteOrder.LITTLE_ENDIAN);
    MemorySegment.copy(memory, layout, from * dtype.bytes(), bytes, little, 0, count);
    return bytes.asByteBuffer();
  }

  /// Writes a matrix row by row.
  static final class Writer implements AutoCloseable {
    private static final int CHUNK = 1 << 18; // numbers kept before they go into the file

    private final DType dtype;
    private final int rows;
    private final int width;
    private final FileChannel file; // null if the matrix lies on the heap
    private final MemorySegment memory; // the matrix, or what goes into the file next
    private final long capacity; // of the memory, in numbers
    private long filled;

    /// A matrix whose size is known.
    ///
    /// @throws UserException if there is no room for it
    Writer(DType dtype, int rows, int width, Cache cache) {
      this.dtype = dtype;
      this.rows = rows;
      this.width = width;
      long all = (long) rows * width;
      long bytes = all * dtype.bytes();
      this.file = cache.onDisk(bytes) ? CacheFolder.scratch(bytes) : null;
      if (file == null && all > Integer.MAX_VALUE - 8) {
        throw new UserException(
            rows + " rows of " + width + " numbers are too many for memory; choose cache: disk");
      }
      this.capacity = file == null ? all : width * (long) Math.max(1, CHUNK / Math.max(1, width));
      int length = (int) capacity;
      this.memory =
          file != null
              ? MemorySegment.ofArray(new byte[length * dtype.bytes()])
              : switch (dtype) {
                case F32 -> MemorySegment.ofArray(new float[length]);
                case F64 -> MemorySegment.ofArray(new double[length]);
              };
    }

    /// Adds a row.
    ///
    /// @return −1, or the first column whose number is not finite in the format
    int add(double... row) {
      makeRoom();
      for (int j = 0; j < width; j++) {
        boolean finite =
            switch (dtype) {
              case F32 -> {
                float x = (float) row[j];
                memory.setAtIndex(F32, filled++, x);
                yield Float.isFinite(x);
              }
              case F64 -> {
                memory.setAtIndex(F64, filled++, row[j]);
                yield Double.isFinite(row[j]);
              }
            };
        if (!finite) {
          return j;
        }
      }
      return -1;
    }

    /// Adds a row of another matrix of the same format and width.
    void add(Matrix from, int row) {
      makeRoom();
      long bytes = (long) width * dtype.bytes();
      MemorySegment.copy(from.memory, row * bytes, memory, filled * dtype.bytes(), bytes);
      filled += width;
    }

    private void makeRoom() {
      if (file != null && filled == capacity) {
        flush();
      }
    }

    private void flush() {
      ByteBuffer bytes = memory.asSlice(0, filled * dtype.bytes()).asByteBuffer();
      try {
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      } catch (IOException e) {
        throw CacheFolder.failure("written", e);
      }
      filled = 0;
    }

    /// The matrix, once all rows are there.
    Matrix matrix() {
      if (file == null) {
        return new Matrix(dtype, rows, width, memory);
      }
      flush();
      try {
        return new Matrix(dtype, rows, width, CacheFolder.map(file));
      } catch (IOException e) {
        throw CacheFolder.failure("read", e);
      }
    }

    @Override
    public void close() {
      if (file != null) {
        try {
          file.close();
        } catch (IOException e) {
          throw CacheFolder.failure("written", e);
        }
      }
    }
  }
}
