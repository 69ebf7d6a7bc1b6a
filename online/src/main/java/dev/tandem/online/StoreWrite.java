package dev.tandem.online;

/** Something to be stored at an address. */
sealed interface StoreWrite permits RowWrite, Swap {

    /** Where. */
    RowAddress address();

    /** How many bytes it takes. */
    int size();
}
