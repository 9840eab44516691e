"""`python -m arabic_voice_cli` is `avc`."""

from .cli.app import main

if __name__ == "__main__":
    main()
