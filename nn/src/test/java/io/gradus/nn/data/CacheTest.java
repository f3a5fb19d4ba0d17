package io.gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.nn.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CacheTest {
  private static final int ROWS = 20_000; // more than a block
  @TempDir Path folder;
  private String before;

  @BeforeEach
  void ownCache() {
    before = System.getProperty("gradus.cache", "");
    System.setProperty("gradus.cache", folder.resolve("cache").toString());
  }

  @AfterEach
  void restore() {
    System.setProperty("gradus.cache", before);
  }

  private Path mixed() throws IOException {
    Key key = Key.of(5);
    StringBuilder csv = new StringBuilder("x,late,color,zip,id,y\n");
    for (int i = 0; i < ROWS; i++) {
      csv.append(key.below(7, 4 * i) == 0 ? "" : String.valueOf(key.below(999, 4 * i + 1) * 0.25));
      csv.append(',').append(i < ROWS - 3 ? String.valueOf(i % 9) : "A" + i % 2);
      csv.append(',').append(List.of("red", "", "größe", "blue").get(key.below(4, 4 * i + 2)));
      csv.append(',').append(i % 3 == 0 ? "0" + i % 5 : "Z" + i % 7);
      csv.append(",name").append(i).append(',').append(key.below(1000, 4 * i + 3)).append('\n');
    }
    return Files.writeString(folder.resolve("mixed.csv"), csv);
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      return files.toList();
    }
  }

  @Test
  void tablesOnDiskEqualThoseInMemory() throws IOException {
    Path file = mixed();
    Table memory = Csv.read(file, Cache.MEMORY);
    Table made = Csv.read(file, Cache.DISK);
    Table again = Csv.read(file, Cache.DISK);
    assertThat(memory.file()).isEmpty();
    for (Table t : List.of(made, again)) {
      assertThat(t.file()).contains(cached().getFirst());
      assertThat(t.names()).isEqualTo(memory.names());
      assertThat(t.rows()).isEqualTo(ROWS);
      for (int c = 0; c < t.columns().size(); c++) {
        Column.Text want = memory.columns().get(c).asText();
        Column.Text got = t.columns().get(c).asText();
        assertThat(t.columns().get(c)).hasSameClassAs(memory.columns().get(c));
        assertThat(got.levels()).isEqualTo(want.levels());
        assertThat(IntStream.range(0, ROWS).filter(r -> got.code(r) != want.code(r))).isEmpty();
      }
      assertThat(t.line(ROWS - 1)).isEqualTo(ROWS + 1L);
    }
    assertThat(cached()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void examplesOnDiskEqualThoseInMemory(DType dtype) throws IOException {
    Path file = mixed();
    Options options = Options.of("y");
    List<Dataset> made = new ArrayList<>();
    List<Preprocessor> learned = new ArrayList<>();
    for (Cache cache : List.of(Cache.MEMORY, Cache.DISK)) {
      Table t = Csv.read(file, cache);
      Split split = Split.of(t, options, 0.2, 0.1, Key.of(1));
      learned.add(Preprocessor.fit(t, split.train(), options));
      made.add(learned.getLast().apply(t, split.train(), dtype, cache));
    }
    Dataset memory = made.getFirst();
    Dataset disk = made.getLast();
    assertThat(learned.getLast()).isEqualTo(learned.getFirst());
    assertThat(disk.hash()).isEqualTo(memory.hash());
    assertThat(disk.features()).isEqualTo(memory.features());
    assertThat(disk.targets()).isEqualTo(memory.targets());
    int[] indices = Key.of(2).permutation(memory.size());
    List<Array> batches = new ArrayList<>();
    for (Dataset d : made) {
      Array x = Array.zeros(dtype, Shape.of(100, d.width()));
      Array y = Array.zeros(dtype, Shape.of(100, d.outputs()));
      d.gather(indices, 77, 100, x, y);
      batches.addAll(List.of(x, y));
      d.copy(d.size() - 100, 100, x = x.copy(), y = y.copy());
      batches.addAll(List.of(x, y));
    }
    assertThat(batches.subList(4, 8)).isEqualTo(batches.subList(0, 4));
    assertThat(cached()).as("matrices leave nothing behind").hasSize(1);
  }

  @Test
  void aTableThatIsOutOfDateIsMadeAgain() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "a,b\n1,x\n2,y\n");
    assertThat(Csv.read(file, Cache.DISK).columns().getFirst().asText().levels())
        .containsExactly("1", "2");
    Path first = cached().getFirst();
    Files.writeString(file, "a,b\n1,x\n3,y\n");
    assertThat(Csv.read(file, Cache.DISK).columns().getFirst().asText().levels())
        .containsExactly("1", "3");
    assertThat(cached()).hasSize(2);
    // A file of another version or of another program.
    Files.writeString(first, "not a table, but long enough for the mark");
    Files.writeString(file, "a,b\n1,x\n2,y\n");
    assertThat(Csv.read(file, Cache.DISK).rows()).isEqualTo(2);
    // One that nobody asked for during a month.
    Path rest =
        Files.writeString(cached().getFirst().resolveSibling(UUID.randomUUID() + ".tmp"), "");
    Path other = Files.writeString(rest.resolveSibling("my.table"), "");
    for (Path old : List.of(first, rest, other)) {
      Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
    }
    Files.writeString(file, "a,b\n5,x\n2,y\n");
    Csv.read(file, Cache.DISK);
    assertThat(cached()).hasSize(3).contains(other).doesNotContain(first, rest);
  }

  @Test
  void aDamagedTableIsMadeAgain() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "a,b\n1,x\n2,y\n1,\n");
    Csv.read(file, Cache.DISK);
    Path table = cached().getFirst();
    byte[] sound = Files.readAllBytes(table);
    Key key = Key.of(6);
    for (int run = 0; run < 100; run++) {
      Key k = key.fold(run);
      byte[] damaged =
          Arrays.copyOf(sound, sound.length - k.below(2, 0) * k.below(sound.length, 1));
      damaged[k.below(damaged.length, 2)] ^= (byte) (1 + k.below(255, 3));
      Files.delete(table); // what is mapped must not change
      Files.write(table, damaged);
      Table t = Csv.read(file, Cache.DISK);
      assertThat(t.columns().getLast().asText().levels()).containsExactly("x", "y");
      assertThat(Files.readAllBytes(table)).isEqualTo(sound);
    }
  }

  @Test
  void aTableThatCannotBeReadLeavesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "a,b\n1,x\n2\n");
    assertThatThrownBy(() -> Csv.read(file, Cache.DISK))
        .isInstanceOf(UserException.class)
        .hasMessage("t.csv line 3: 1 field, but the header names 2 columns");
    assertThat(cached()).isEmpty();
    Files.writeString(folder.resolve("plain"), "");
    System.setProperty("gradus.cache", folder.resolve("plain").toString());
    assertThatThrownBy(() -> Csv.read(file, Cache.DISK))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("the cache in ")
        .hasMessageContaining("-Dgradus.cache=DIR");
  }

  @Test
  void aFullDiskIsToldBeforehand() {
    assertThatThrownBy(() -> CacheFolder.scratch(Long.MAX_VALUE))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("the data need 9223372036.9 GB of disk, but ");
  }

  @Test
  void onlyManyBytesGoToDiskByThemselves() {
    assertThat(Cache.AUTO.onDisk(1 << 20)).isFalse();
    assertThat(Cache.AUTO.onDisk(Runtime.getRuntime().maxMemory())).isTrue();
    assertThat(Cache.MEMORY.onDisk(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void aCellIsFoundInItsBlockWhateverTheWidthOfTheTable() {
    for (int columns : new int[] {1, 7, 3000}) {
      StringBuilder csv = new StringBuilder("c0");
      for (int c = 1; c < columns; c++) {
        csv.append(",c").append(c);
      }
      int rows = columns == 3000 ? 40 : 300;
      for (int r = 0; r < rows; r++) {
        csv.append('\n').append(r);
        for (int c = 1; c < columns; c++) {
          csv.append(',').append(r * 31 + c);
        }
      }
      Table t = CsvTest.read(csv.toString());
      for (int r = 0; r < rows; r++) {
        Column.Number last = (Column.Number) t.columns().getLast();
        assertThat(last.value(r)).isEqualTo(columns == 1 ? r : r * 31 + columns - 1);
      }
    }
  }

  @Test
  void namesOfVeryManyRecordsAreNotKept() {
    StringBuilder csv = new StringBuilder("id,x,y\n");
    for (int i = 0; i < Levels.MOST + 10; i++) {
      csv.append("n").append(i).append(',').append(i % 10).append(',').append(i % 2).append('\n');
    }
    Table t = CsvTest.read(csv.toString());
    Preprocessor p = Preprocessor.fit(t, t.allRows(), Options.of("y"));
    assertThat(p.featureNames()).containsExactly("x");
    assertThat(p.notes().getFirst())
        .startsWith("column 'id' is left out: more than 100000 different texts in 100010 rows");
    assertThatThrownBy(() -> Preprocessor.fit(t, t.allRows(), Options.of("id")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("too many to be categories");
  }
}
