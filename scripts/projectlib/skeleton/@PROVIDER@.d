/*
 * Declare the probes here. The comment before each says when it fires and
 * what its arguments are; see docs/project-format.md.
 */
provider @PROVIDER@ {
};

#pragma D attributes Evolving/Evolving/Common provider @PROVIDER@ provider
#pragma D attributes Private/Private/Unknown provider @PROVIDER@ module
#pragma D attributes Private/Private/Unknown provider @PROVIDER@ function
#pragma D attributes Evolving/Evolving/Common provider @PROVIDER@ name
#pragma D attributes Evolving/Evolving/Common provider @PROVIDER@ args
