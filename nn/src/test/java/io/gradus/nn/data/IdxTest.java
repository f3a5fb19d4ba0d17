package io.gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.nn.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir Path folder;

  private static byte[] idx(int type, int[] extents, int... values) {
    ByteBuffer b = ByteBuffer.allocate(4 + 4 * extents.length + values.length);
    b.put(new byte[] {0, 0, (byte) type, (byte) extents.length});
    for (int e : extents) {
      b.putInt(e);
    }
    for (int v : values) {
      b.put((byte) v);
    }
    return b.array();
  }

  private static final byte[] IMAGES = idx(8, new int[] {3, 1, 2}, 0, 255, 51, 102, 1, 2);
  private static final byte[] LABELS = idx(8, new int[] {3}, 2, 0, 2);

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] pack(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gz = new GZIPOutputStream(out)) {
      gz.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void readsPlainAndPackedFilesWhateverTheirNames() throws IOException {
    Dataset d = Idx.read(file("i.gz", IMAGES), file("labels", pack(LABELS)), DType.F64);
    assertThat(d.features().shape()).isEqualTo(Shape.of(3, 2));
    assertThat(d.features().doubles())
        .containsExactly(0, 1, 51 / 255.0, 102 / 255.0, 1 / 255.0, 2 / 255.0);
    assertThat(d.labels()).containsExactly(2, 0, 2);
    assertThat(d.targetNames()).containsExactly("0", "1", "2");
    assertThat(d.featureNames()).containsExactly("r0c0", "r0c1");
    Dataset single = Idx.read(file("i", pack(IMAGES)), file("l", LABELS), DType.F32);
    assertThat(single.features().floats()).containsExactly(0, 1, 0.2f, 0.4f, 1 / 255f, 2 / 255f);
    assertThat(single.dtype()).isEqualTo(DType.F32);
  }

  @Test
  void readsFlatAndColoredImages() throws IOException {
    Path labels = file("l", idx(8, new int[] {2}, 0, 1));
    Path flat = file("f", idx(8, new int[] {2, 3}, 1, 2, 3, 4, 5, 6));
    Path colored = file("c", idx(8, new int[] {2, 1, 1, 3}, 1, 2, 3, 4, 5, 6));
    assertThat(Idx.read(flat, labels, DType.F32).width()).isEqualTo(3);
    assertThat(Idx.read(colored, labels, DType.F32).width()).isEqualTo(3);
  }

  @Test
  void readsTestSetsAndUnlabeledImagesWithKnownClasses() throws IOException {
    Path images = file("i", IMAGES);
    Dataset d = Idx.read(images, file("l", LABELS), List.of("a", "b", "c", "d"), DType.F32);
    assertThat(d.targets().shape()).isEqualTo(Shape.of(3, 4));
    assertThat(d.targetNames()).containsExactly("a", "b", "c", "d");
    Dataset unlabeled = Idx.read(images, List.of("a", "b"), DType.F32);
    assertThat(unlabeled.hasTargets()).isFalse();
    assertThat(unlabeled.outputs()).isEqualTo(2);
    assertThatThrownBy(() -> Idx.read(images, file("l", LABELS), List.of("a", "b"), DType.F32))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("l: label 2 of image 0 is none of the 2 classes");
  }

  private void refuses(byte[] images, byte[] labels, String message) throws IOException {
    Path i = file("images", images);
    Path l = file("labels", labels);
    assertThatThrownBy(() -> Idx.read(i, l, DType.F32))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void tellsWhatIsWrong() throws IOException {
    refuses(new byte[0], LABELS, "images is no IDX file");
    refuses("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8), LABELS, "begins with 61 2c 62 0a");
    refuses(LABELS, IMAGES, "images has 1 axes");
    refuses(IMAGES, IMAGES, "labels has 3 axes");
    refuses(idx(0x0D, new int[] {1, 1}, 0, 0, 0, 0), LABELS, "type 0d");
    refuses(Arrays.copyOf(IMAGES, IMAGES.length - 1), LABELS, "6 bytes announced, 5 there");
    refuses(Arrays.copyOf(IMAGES, 9), LABELS, "ends within its header");
    refuses(Arrays.copyOf(IMAGES, IMAGES.length + 1), LABELS, "goes on behind the 6 bytes");
    refuses(IMAGES, idx(8, new int[] {2}, 0, 1), "labels has 2 labels, but images has 3 images");
    refuses(idx(8, new int[] {1 << 30, 1 << 30}), LABELS, "too large header");
    refuses(idx(8, new int[] {1 << 30, 2}), LABELS, "2147483648 bytes announced in a file of 12");
    refuses(idx(8, new int[] {-1, 2}), LABELS, "extent 4294967295");
    refuses(idx(8, new int[] {3, 0, 2}), LABELS, "damaged");
    refuses(idx(8, new int[] {0, 1, 2}), idx(8, new int[] {0}), "has no images");
    refuses(IMAGES, idx(8, new int[] {3}, 1, 1, 1), "one single class, 1");
    byte[] packed = pack(IMAGES);
    refuses(Arrays.copyOf(packed, packed.length / 2), LABELS, "images");
    assertThatThrownBy(() -> Idx.read(folder.resolve("none"), file("l", LABELS), DType.F32))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("no such file");
  }

  @Test
  void imagesOnDiskEqualThoseInMemory() throws IOException {
    System.setProperty("gradus.cache", folder.resolve("cache").toString());
    Path images = file("i", pack(IMAGES));
    Path labels = file("l", LABELS);
    for (DType dtype : DType.values()) {
      Dataset memory = Idx.read(images, labels, dtype, Cache.MEMORY);
      Dataset disk = Idx.read(images, labels, dtype, Cache.DISK);
      assertThat(disk.hash()).isEqualTo(memory.hash());
      assertThat(disk.rows(new int[] {2, 0}, Cache.DISK).hash())
          .isEqualTo(memory.rows(2, 0).hash());
    }
    System.clearProperty("gradus.cache");
  }

  @Test
  void onlyUserExceptionsComeOutOfDamagedBytes() throws IOException {
    Key key = Key.of(13);
    Path labels = file("labels", LABELS);
    byte[] packed = pack(IMAGES);
    for (int run = 0; run < 1500; run++) {
      Key k = key.fold(run);
      byte[] bytes = run % 3 == 0 ? packed.clone() : IMAGES.clone();
      for (int i = 0; i < 1 + k.below(3, -1); i++) {
        bytes[k.below(bytes.length, 2 * i)] = (byte) k.at(2 * i + 1);
      }
      Path images = file("images", Arrays.copyOf(bytes, bytes.length - k.below(3, -2)));
      try {
        assertThat(Idx.read(images, labels, DType.F32).size()).isEqualTo(3);
      } catch (UserException e) {
        assertThat(e.getMessage()).contains("images");
      }
    }
  }
}
