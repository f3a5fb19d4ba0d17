package io.gradus.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.UserException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  private static final Tree<Array> ARRAYS =
      Tree.<Array>empty()
          .with("b", Array.of(Shape.of(2, 3), 1f, -0f, Float.NaN, 1e-45f, 3.4e38f, -7.25f))
          .with("a", Array.vector(Math.PI, Double.NEGATIVE_INFINITY, -0.0))
          .with("empty", Array.vector())
          .with("scalar", Array.of(0.1));

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() {
    Path file = folder.resolve("x.safetensors");
    Safetensors.write(file, ARRAYS, Map.of("format", "gradus"));
    Safetensors.Content content = Safetensors.read(file);
    assertThat(content.metadata()).containsExactly(Map.entry("format", "gradus"));
    assertThat(content.arrays().names()).containsExactly("a", "empty", "scalar", "b");
    ARRAYS.leaves().forEach((n, a) -> assertThat(content.arrays().get(n)).isEqualTo(a));
  }

  @Test
  void theOrderOfTheTreeDoesNotMatter() {
    Tree<Array> other = Tree.of(ARRAYS.names().reversed(), ARRAYS.values().reversed());
    assertThat(Safetensors.encode(other, Map.of())).isEqualTo(Safetensors.encode(ARRAYS, Map.of()));
  }

  @Test
  void aFileOfTheFormatsDescriptionIsRead() {
    Safetensors.Content content =
        Safetensors.decode(
            file("{\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}}", 8), "w");
    assertThat(content.arrays().get("w")).isEqualTo(Array.of(Shape.of(2, 1), 0f, 0f));
  }

  @Test
  void numbersBeginAtMultiplesOfTheirSize() {
    ByteBuffer in = ByteBuffer.wrap(Safetensors.encode(ARRAYS, Map.of("k", "v")));
    long header = in.order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(header % 8).isZero();
    assertThat(in.getDouble(8 + (int) header)).isEqualTo(Math.PI);
  }

  @Test
  void otherFormatsAreRead() {
    Map<String, Integer> bits =
        Map.of("F16", 0x3E00, "BF16", 0x3FC0, "I16", -2, "U16", -2, "I8", 0xFF, "U8", 0xFF);
    Map<String, Double> values =
        Map.of("F16", 1.5, "BF16", 1.5, "I16", -2.0, "U16", 65534.0, "I8", -1.0, "U8", 255.0);
    bits.forEach((dtype, b) -> {
      int size = dtype.endsWith("8") ? 1 : 2;
      byte[] file =
          file(
              "{\"w\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}"
                  .formatted(dtype, size),
              size);
      for (int i = 0; i < size; i++) {
        file[file.length - size + i] = (byte) (b >> 8 * i);
      }
      Array w = Safetensors.decode(file, "x").arrays().get("w");
      assertThat(w.get(0)).as(dtype).isEqualTo(values.get(dtype));
      assertThat(w.dtype()).isEqualTo(dtype.contains("F") ? DType.F32 : DType.F64);
    });
  }

  @Test
  void everyCutShortFileIsRefused() {
    byte[] bytes = Safetensors.encode(ARRAYS, Map.of());
    for (int n = 0; n < bytes.length; n++) {
      byte[] part = Arrays.copyOf(bytes, n);
      assertThatThrownBy(() -> Safetensors.decode(part, "x")).isInstanceOf(UserException.class);
    }
  }

  @Test
  void damagedFilesAreReadOrRefusedButNothingElse() {
    byte[] bytes = Safetensors.encode(ARRAYS, Map.of("k", "v"));
    Key key = Key.of(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = bytes.clone();
      for (int j = 0; j <= i % 3; j++) {
        damaged[key.below(damaged.length, 8L * i + 2 * j)] = (byte) key.at(8L * i + 2 * j + 1);
      }
      try {
        Safetensors.decode(damaged, "x");
      } catch (UserException e) {
        assertThat(e.getMessage()).startsWith("x");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"w\":3}",
        "{\"w\":{}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"w\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967297,2],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[65536,65536,2],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F64\",\"shape\":[2147483647],\"data_offsets\":[0,17179869176]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"v\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
      })
  void aHostileHeaderIsRefused(String header) {
    assertThatThrownBy(() -> Safetensors.decode(file(header, 8), "x"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("x");
  }

  @Test
  void deepAndLongHeadersAreRefused() {
    assertThatThrownBy(() -> Safetensors.decode(file("[".repeat(100_000), 0), "x"))
        .isInstanceOf(UserException.class);
    for (long length : new long[] {-1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40, 0, 1}) {
      byte[] bytes = file("{}", 0);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertThatThrownBy(() -> Safetensors.decode(bytes, "x")).isInstanceOf(UserException.class);
    }
  }

  @Test
  void aMissingFileAndAForbiddenFolderAreTheUsersMistakes() {
    assertThatThrownBy(() -> Safetensors.read(folder.resolve("none")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(
            () -> Safetensors.write(folder.resolve("none/x.safetensors"), ARRAYS, Map.of()))
        .isInstanceOf(UserException.class);
  }

  private static byte[] file(String header, int numbers) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + numbers)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }
}
