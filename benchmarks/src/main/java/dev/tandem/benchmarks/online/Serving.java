package dev.tandem.benchmarks.online;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.tandem.benchmarks.ProcessCost;
import dev.tandem.benchmarks.Program;
import dev.tandem.benchmarks.RedisProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A server in a process of its own: where it listens, what it uses, and how much memory its threads have ever allocated. */
final class Serving implements AutoCloseable {
    private final Program program;
    private final int port;
    private final JMXConnector management;
    private final ThreadMXBean threads;

    @SuppressWarnings("BanJNDI") // the address is that of a process that this one started
    private Serving(Program program, int port) throws IOException {
        this.program = program;
        this.port = port;
        this.management = JMXConnectorFactory.connect(new JMXServiceURL(managementAddress(program.pid())));
        this.threads = ManagementFactory.newPlatformMXBeanProxy(
                management.getMBeanServerConnection(), ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    }

    private static String managementAddress(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                return machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("The server's virtual machine does not let itself be measured", e);
        }
    }

    /** Tandem's server, over a Redis. */
    static Serving tandem(Path home, Path project, RedisProcess redis) throws IOException, InterruptedException {
        return tandem(home, project, redis, "server", List.of());
    }

    /**
     * The same under other settings.
     *
     * @param name of the file, in the project's folder, that takes what it says
     */
    static Serving tandem(Path home, Path project, RedisProcess redis, String name, List<String> settings)
            throws IOException, InterruptedException {
        int port = Program.freePort();
        List<String> words = new ArrayList<>(List.of("serve", "--server-port=" + port, "--online=" + redis.uri()));
        words.addAll(settings);
        Program program = Program.start(
                project, project.resolve(name + ".log"), Program.tandem(home, words.toArray(String[]::new)));
        program.awaitPage(URI.create("http://127.0.0.1:" + port + "/ready"));
        return new Serving(program, port);
    }

    /**
     * A yardstick, in a Java with the same flags.
     *
     * @param what a file with its answer, or the URL of Redis
     */
    Serving yardstick(Path folder, String kind, String what) throws IOException, InterruptedException {
        int yardstickPort = Program.freePort();
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(tuning());
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), YardstickServer.class.getName()));
        words.addAll(List.of(kind, Integer.toString(yardstickPort), what));
        Program started = Program.start(folder, folder.resolve(kind + ".log"), words);
        started.awaitPort(yardstickPort);
        return new Serving(started, yardstickPort);
    }

    /** The flags that decide about heap, collector and compilers. */
    private List<String> tuning() throws IOException {
        return ManagementFactory.getPlatformMXBean(management.getMBeanServerConnection(), RuntimeMXBean.class)
                .getInputArguments()
                .stream()
                .filter(word -> word.startsWith("-X"))
                .filter(word -> !word.startsWith("-Xlog") && !word.startsWith("-Xshare") && !word.contains("Archive"))
                .toList();
    }

    int port() {
        return port;
    }

    ProcessCost cost() {
        return program.cost();
    }

    /** How many bytes its living threads have allocated since they began. */
    long allocatedBytes() {
        return LongStream.of(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        management.close();
        program.close();
    }
}
