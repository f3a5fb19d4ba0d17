package io.gradus.nn.data;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.nn.UserException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads images and labels in the IDX format of the MNIST files, plain or gzip-packed.
///
/// A file is a magic number (two zero bytes, the element type, the number of axes), the extents as
/// big-endian 32-bit numbers, and the elements in row-major order. Bytes without sign (type 0x08)
/// are read.
///
/// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998.
public final class Idx {
  private static final int UNSIGNED_BYTE = 0x08;

  private static final int MOST_PIXELS = 1 << 24;
  private static final int MOST_PACKED = 1032; // bytes in one of gzip data

  /// Takes what follows a header.
  private interface Content<T> {
    T read(InputStream in, String name, int[] extents) throws IOException;
  }

  /// @param names of the pixels
  private record Images(Matrix pixels, List<String> names) {}

  private Idx() {}

  /// Reads images with their labels; the classes are 0 … greatest label.
  ///
  /// @return features (n, pixels of an image) scaled to [0, 1]; targets (n, classes) one-hot
  /// @throws UserException naming the file if it is missing, no IDX file, cut short, of another
  ///   element type, or if there are not as many labels as images or only one class
  public static Dataset read(Path images, Path labels, DType dtype) {
    return read(images, labels, dtype, Cache.AUTO);
  }

  /// Reads images with their labels into a place of choice.
  public static Dataset read(Path images, Path labels, DType dtype, Cache cache) {
    return read(images, labels, Optional.empty(), dtype, cache);
  }

  /// Reads images with labels that must belong to known classes, such as a test set.
  ///
  /// @param classes the names of the classes, label 0 first
  /// @throws UserException also if a label is beyond the last class
  public static Dataset read(Path images, Path labels, List<String> classes, DType dtype) {
    return read(images, labels, Optional.of(classes), dtype, Cache.AUTO);
  }

  /// Reads images without labels, for a prediction; the targets have no columns.
  ///
  /// @param classes the names of the classes that will be predicted
  /// @throws UserException naming the file if it cannot be understood
  public static Dataset read(Path images, List<String> classes, DType dtype) {
    Images all = images(images, dtype, Cache.AUTO);
    Array none = Array.zeros(dtype, Shape.of(all.pixels.rows(), 0));
    return dataset(all, Matrix.of(none), classes);
  }

  private static Dataset dataset(Images images, Matrix targets, List<String> classes) {
    return new Dataset(
        Task.CLASSIFICATION, images.pixels, targets, images.names, classes, List.of());
  }

  private static Dataset read(
      Path images, Path labels, Optional<List<String>> known, DType dtype, Cache cache) {
    Images all = images(images, dtype, cache);
    byte[] marks = open(labels, 1, 1, (in, name, extents) -> bytes(in, name, extents[0]));
    int n = all.pixels.rows();
    if (marks.length != n) {
      throw new UserException(
          Input.name(labels)
              + " has "
              + marks.length
              + " labels, but "
              + Input.name(images)
              + " has "
              + n
              + " images; do the files belong together?");
    }
    if (n == 0) {
      throw new UserException(Input.name(images) + " has no images");
    }
    List<String> classes = known.orElseGet(() -> classes(labels, marks));
    try (Matrix.Writer targets = new Matrix.Writer(dtype, n, classes.size(), cache)) {
      for (int i = 0; i < n; i++) {
        int label = marks[i] & 0xFF;
        if (label >= classes.size()) {
          throw new UserException(
              Input.name(labels)
                  + ": label "
                  + label
                  + " of image "
                  + i
                  + " is none of the "
                  + classes.size()
                  + " classes seen in training");
        }
        double[] y = new double[classes.size()];
        y[label] = 1;
        targets.add(y);
      }
      return dataset(all, targets.matrix(), classes);
    }
  }

  private static List<String> classes(Path labels, byte[] values) {
    int last = 0;
    boolean varied = false;
    for (byte value : values) {
      last = Math.max(last, value & 0xFF);
      varied |= value != values[0];
    }
    if (!varied) {
      throw new UserException(
          Input.name(labels)
              + " has one single class, "
              + (values[0] & 0xFF)
              + "; at least two are needed to learn a difference");
    }
    List<String> names = new ArrayList<>();
    for (int c = 0; c <= last; c++) {
      names.add(String.valueOf(c));
    }
    return names;
  }

  /// Names for the pixels of an image, row by row: `r0c0`, `r0c1`, …
  static List<String> pixelNames(int rows, int columns) {
    List<String> names = new ArrayList<>(rows * columns);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        names.add("r" + r + "c" + c);
      }
    }
    return names;
  }

  private static Images images(Path file, DType dtype, Cache cache) {
    return open(
        file,
        2,
        4,
        (in, name, e) -> {
          int rows = e.length == 2 ? 1 : e[1];
          int columns = e.length == 2 ? e[1] : e.length == 3 ? e[2] : e[2] * e[3];
          return new Images(
              pixels(in, name, e[0], rows * columns, dtype, cache), pixelNames(rows, columns));
        });
  }

  private static Matrix pixels(
      InputStream in, String name, int n, int width, DType dtype, Cache cache) throws IOException {
    double[] x = new double[width];
    byte[] image = new byte[width];
    try (Matrix.Writer out = new Matrix.Writer(dtype, n, width, cache)) {
      for (int i = 0; i < n; i++) {
        int count = in.readNBytes(image, 0, width);
        if (count < width) {
          throw cut(name, (long) n * width, (long) i * width + count);
        }
        for (int j = 0; j < width; j++) {
          x[j] =
              switch (dtype) {
                case F32 -> (image[j] & 0xFF) / 255f;
                case F64 -> (image[j] & 0xFF) / 255.0;
              };
        }
        out.add(x);
      }
      end(in, name, (long) n * width);
      return out.matrix();
    }
  }

  private static byte[] bytes(InputStream in, String name, int count) throws IOException {
    byte[] values = in.readNBytes(count);
    if (values.length < count) {
      throw cut(name, count, values.length);
    }
    end(in, name, count);
    return values;
  }

  private static UserException cut(String name, long announced, long there) {
    return new UserException(
        name + " is cut short: " + announced + " bytes announced, " + there + " there");
  }

  private static void end(InputStream in, String name, long announced) throws IOException {
    if (in.read() >= 0) {
      throw new UserException(name + " goes on behind the " + announced + " bytes it announces");
    }
  }

  private static <T> T open(Path file, int fewestAxes, int mostAxes, Content<T> content) {
    String name = Input.name(file);
    try (InputStream in = Input.open(file)) {
      byte[] magic = in.readNBytes(4);
      if (magic.length < 4 || magic[0] != 0 || magic[1] != 0 || magic[3] < 1 || magic[3] > 8) {
        throw new UserException(
            name + " is no IDX file: it begins with " + hex(magic) + ", not with 00 00");
      }
      if (magic[2] != UNSIGNED_BYTE) {
        throw new UserException(
            name
                + " holds IDX elements of type "
                + hex(magic[2])
                + "; unsigned bytes (type 08) are read");
      }
      if (magic[3] < fewestAxes || magic[3] > mostAxes) {
        String wanted = mostAxes == 1 ? "labels have 1 axis" : "images have 2 to 4 axes";
        throw new UserException(
            name
                + " has "
                + magic[3]
                + " axes, but "
                + wanted
                + "; are images and labels exchanged?");
      }
      int[] extents = extents(in, name, magic[3]);
      long announced = Arrays.stream(extents).asLongStream().reduce(1, (a, b) -> a * b);
      if (announced / MOST_PACKED > Files.size(file)) { // before there is room for all of it
        throw new UserException(
            name
                + " is cut short: "
                + announced
                + " bytes announced in a file of "
                + Files.size(file));
      }
      return content.read(in, name, extents);
    } catch (EOFException e) {
      throw new UserException(name + " is cut short: its packed data end too early", e);
    } catch (IOException e) {
      throw Input.failure(name, e);
    }
  }

  private static int[] extents(InputStream in, String name, int axes) throws IOException {
    int[] extents = new int[axes];
    long pixels = 1;
    for (int i = 0; i < axes; i++) {
      byte[] b = in.readNBytes(4);
      if (b.length < 4) {
        throw new UserException(name + " is cut short: it ends within its header");
      }
      extents[i] = (b[0] & 0xFF) << 24 | (b[1] & 0xFF) << 16 | (b[2] & 0xFF) << 8 | b[3] & 0xFF;
      pixels *= i == 0 ? 1 : extents[i];
      if (extents[i] < 0 || i > 0 && extents[i] == 0 || pixels > MOST_PIXELS) {
        throw new UserException(
            name
                + " has a damaged or too large header: axis "
                + i
                + " of extent "
                + Integer.toUnsignedString(extents[i]));
      }
    }
    return extents;
  }

  private static String hex(byte... bytes) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      out.append(out.isEmpty() ? "" : " ").append(String.format(Locale.ROOT, "%02x", b));
    }
    return out.isEmpty() ? "nothing" : out.toString();
  }
}
