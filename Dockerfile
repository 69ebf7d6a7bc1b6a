# Tandem as an image: built with a JDK, run with a JRE. Works with BuildKit and with the classic builder.
ARG BUILD_IMAGE=eclipse-temurin:17-jdk
ARG RUN_IMAGE=eclipse-temurin:17-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY . .
RUN ./mvnw -B -ntp -q -Dquick package

FROM ${RUN_IMAGE} AS run
# Hadoop's libraries, which Spark brings, ask for the name of the user they run as: a bare number would not do.
RUN groupadd --gid 10001 tandem \
    && useradd --uid 10001 --gid tandem --home-dir /var/lib/tandem --create-home tandem \
    && install -d -o tandem -g tandem /project /var/lib/tandem/landing /var/lib/tandem/log
COPY --from=build /build/cli/target/tandem /opt/tandem
# The archive of loaded classes belongs to this Java and this image, so it is made here. Without it commands only start slower.
RUN /opt/tandem/bin/tandem warm-up || echo "no class archive: commands start slower"
ENV PATH=/opt/tandem/bin:$PATH
USER tandem
# The folder of tandem.yaml is mounted here.
WORKDIR /project
ENTRYPOINT ["tandem"]
CMD ["--help"]
